"""Cases, answers, contacts and lessons; second factors, places of accounts, the audit log"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('source', sa.String(length=64), server_default='', nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.create_index('ix_answers_case_id', ['case_id'], unique=False)
    op.create_table('audit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=32), nullable=False),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('details', sa.JSON(), server_default='{}', nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index('audit_of_subject', ['subject', 'id'], unique=False)
        batch_op.create_index('ix_audit_at', ['at'], unique=False)
    op.create_table('cases',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), server_default='', nullable=False),
    sa.Column('plain', sa.String(length=120), server_default='', nullable=False),
    sa.Column('intent', sa.String(length=64), server_default='', nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('assignee', sa.String(length=64), nullable=True),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('visit_at', sa.DateTime(), nullable=True),
    sa.Column('visited_at', sa.DateTime(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('closed_as', sa.String(length=32), server_default='', nullable=False),
    sa.Column('reopened', sa.Integer(), server_default='0', nullable=False),
    sa.Column('merged_into', sa.Integer(), nullable=True),
    sa.Column('count', sa.Integer(), server_default='0', nullable=False),
    sa.Column('people', sa.Integer(), server_default='0', nullable=False),
    sa.Column('waiting', sa.Integer(), server_default='0', nullable=False),
    sa.Column('urgent', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('last_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.create_index('cases_open', ['closed_at', 'urgent', 'waiting'], unique=False)
    op.create_table('contacts',
    sa.Column('need_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('phone', sa.String(length=16), nullable=False),
    sa.Column('wish', sa.String(length=8), nullable=False),
    sa.Column('consented_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('need_id')
    )
    op.create_table('lessons',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('need_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('intent', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=16), server_default='draft', nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('lessons', schema=None) as batch_op:
        batch_op.create_index('ix_lessons_case_id', ['case_id'], unique=False)
    op.create_table('marks',
    sa.Column('name', sa.String(length=32), nullable=False),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('presence',
    sa.Column('case_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('account', sa.String(length=64), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('case_id', 'account')
    )
    op.create_table('team_groups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chat', sa.String(length=64), nullable=False),
    sa.Column('place', sa.String(length=64), server_default='', nullable=False),
    sa.Column('told_at', sa.DateTime(), nullable=True),
    sa.Column('told_need', sa.Integer(), server_default='0', nullable=False),
    sa.Column('alarmed_need', sa.Integer(), server_default='0', nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('chat'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('communes', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('province', sa.String(length=32), server_default='', nullable=False))
        batch_op.add_column(sa.Column('totp_secret', sa.String(length=64), server_default='', nullable=False))
        batch_op.add_column(sa.Column('totp_step', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('closed_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('must_change', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unfinished', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index('conversations_unfinished', ['unfinished', 'changed_at'], unique=False)
    with op.batch_alter_table('needs', schema=None) as batch_op:
        batch_op.add_column(sa.Column('plain', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('code', sa.String(length=6), nullable=True))
        batch_op.add_column(sa.Column('ranking', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('helps', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('urgent', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('case_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('placed_by', sa.String(length=64), server_default='', nullable=False))
        batch_op.add_column(sa.Column('vector', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('answer_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('answered_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('pushed', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('helped', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('settled_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('settled_as', sa.String(length=64), server_default='', nullable=False))
        batch_op.create_index('ix_needs_case_id', ['case_id'], unique=False)
        batch_op.create_index('needs_code', ['code'], unique=True)
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('proven', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.drop_column('proven')
    with op.batch_alter_table('needs', schema=None) as batch_op:
        batch_op.drop_index('needs_code')
        batch_op.drop_index('ix_needs_case_id')
        batch_op.drop_column('settled_as')
        batch_op.drop_column('settled_at')
        batch_op.drop_column('helped')
        batch_op.drop_column('pushed')
        batch_op.drop_column('answered_at')
        batch_op.drop_column('answer_id')
        batch_op.drop_column('vector')
        batch_op.drop_column('placed_by')
        batch_op.drop_column('case_id')
        batch_op.drop_column('urgent')
        batch_op.drop_column('helps')
        batch_op.drop_column('ranking')
        batch_op.drop_column('code')
        batch_op.drop_column('plain')
    with op.batch_alter_table('conversations', schema=None) as batch_op:
        batch_op.drop_index('conversations_unfinished')
        batch_op.drop_column('unfinished')
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.drop_column('must_change')
        batch_op.drop_column('closed_at')
        batch_op.drop_column('totp_step')
        batch_op.drop_column('totp_secret')
        batch_op.drop_column('province')
        batch_op.drop_column('communes')
    op.drop_table('team_groups')
    op.drop_table('presence')
    op.drop_table('marks')
    with op.batch_alter_table('lessons', schema=None) as batch_op:
        batch_op.drop_index('ix_lessons_case_id')
    op.drop_table('lessons')
    op.drop_table('contacts')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_index('cases_open')
    op.drop_table('cases')
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_at')
        batch_op.drop_index('audit_of_subject')
    op.drop_table('audit')
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.drop_index('ix_answers_case_id')
    op.drop_table('answers')
