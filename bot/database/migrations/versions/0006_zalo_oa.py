"""Tokens of a Zalo Official Account; when citizens were heard from last"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('oa_tokens',
    sa.Column('oa', sa.String(length=32), nullable=False),
    sa.Column('access_token', sa.Text(), nullable=False),
    sa.Column('refresh_token', sa.Text(), nullable=False),
    sa.Column('access_until', sa.DateTime(), nullable=False),
    sa.Column('renewed_at', sa.DateTime(), nullable=False),
    sa.Column('refused_at', sa.DateTime(), nullable=True),
    sa.Column('renewing_until', sa.DateTime(), nullable=True),
    sa.Column('given', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('oa')
    )
    op.create_table('interactions',
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('sender', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=True),
    sa.Column('officer_until', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('channel', 'sender')
    )
    with op.batch_alter_table('interactions', schema=None) as batch_op:
        batch_op.create_index('ix_interactions_at', ['at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('interactions', schema=None) as batch_op:
        batch_op.drop_index('ix_interactions_at')
    op.drop_table('interactions')
    op.drop_table('oa_tokens')
