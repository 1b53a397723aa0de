"""申诉: lodged, accepted, looked at again and ruled; the clocks of the entry stand still (4.3)."""
