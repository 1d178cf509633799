"""Shares, the visits that they bring, and whose customer an order is."""
