"""Reports: what figures mean, how they are named, what may be shown of them, and spreadsheets."""
