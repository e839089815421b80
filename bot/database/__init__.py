"""What is kept: tables, migrations, and the transaction that keeps a whole turn or none of it."""
