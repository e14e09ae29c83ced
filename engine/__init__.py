"""What it means. Front doors: `commands` change the world, `queries` ask, `act` commits."""
