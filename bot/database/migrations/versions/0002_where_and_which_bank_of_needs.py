"""Where and which bank, of needs"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('needs', schema=None) as batch_op:
        batch_op.add_column(sa.Column('commune', sa.String(length=64), server_default='', nullable=False))
        batch_op.add_column(sa.Column('province', sa.String(length=32), server_default='', nullable=False))
        batch_op.add_column(sa.Column('bank', sa.String(length=32), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('needs', schema=None) as batch_op:
        batch_op.drop_column('bank')
        batch_op.drop_column('province')
        batch_op.drop_column('commune')
