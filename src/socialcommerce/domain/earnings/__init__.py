"""What members earn by orders, how it is paid out, who recruits whom, and what months are closed."""
