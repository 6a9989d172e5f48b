"""What calls cost: prices, budgets, what is held back for a call and what it took."""
