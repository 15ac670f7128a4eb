"""What touches the operating system: durable files, locks, the terminal."""
