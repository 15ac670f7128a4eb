"""Speech reported without marks: `le maire a dit que le pont rouvrirait`."""
