"""第三方暗访: lists handed out and results that come back (7.4)."""
