"""公众意见: received, assigned, fed back, published (6.2.7)."""
