"""Ids are never given out twice; what citizens wrote can be searched without accents"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    from bot.moves import plain

    if op.get_bind().dialect.name == 'sqlite':
        for name in ('turns', 'needs', 'outbox'):
            with op.batch_alter_table(name, recreate='always', table_kwargs={'sqlite_autoincrement': True}):
                pass
    needs = sa.table('needs', sa.column('id'), sa.column('words'), sa.column('plain'))
    bind = op.get_bind()
    for id, words in bind.execute(sa.select(needs.c.id, needs.c.words)).all():
        bind.execute(sa.update(needs).where(needs.c.id == id).values(plain=plain(words)))


def downgrade() -> None:
    pass
