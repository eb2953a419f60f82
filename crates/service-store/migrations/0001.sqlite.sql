CREATE TABLE project (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  settings TEXT NOT NULL,
  max_running INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE token (
  id TEXT PRIMARY KEY,
  project_id TEXT REFERENCES project (id),
  hash BLOB NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_day INTEGER,
  revoked_at INTEGER
) STRICT;

-- The queue and the audit: one row for each build that was ever asked for.
CREATE TABLE build_audit (
  task_id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES project (id),
  status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
  spec TEXT NOT NULL,
  spec_sha256 TEXT NOT NULL,
  priority INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  max_attempts INTEGER NOT NULL,
  writes INTEGER NOT NULL,
  phase TEXT,
  worker TEXT,
  lease_until INTEGER,
  cancel_at INTEGER,
  cancel_by TEXT,
  last_seq INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  result TEXT,
  commit_sha TEXT,
  requested_by TEXT,
  retry_of TEXT,
  CHECK ((status = 'running') = (lease_until IS NOT NULL)),
  CHECK ((status IN ('completed', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
) STRICT;

-- What a worker takes next, from all projects and from one.
CREATE INDEX build_pending ON build_audit (priority DESC, run_at, task_id) WHERE status = 'pending';
CREATE INDEX build_pending_of_project ON build_audit (project_id, priority DESC, run_at, task_id) WHERE status = 'pending';
CREATE INDEX build_running ON build_audit (lease_until) WHERE status = 'running';
CREATE INDEX build_running_of_project ON build_audit (project_id) WHERE status = 'running';
CREATE INDEX build_of_project ON build_audit (project_id, task_id);

CREATE TRIGGER build_audit_is_kept BEFORE DELETE ON build_audit
BEGIN
  SELECT raise(ABORT, 'a build is never deleted');
END;

CREATE TRIGGER build_audit_ends BEFORE UPDATE ON build_audit
WHEN old.status IN ('completed', 'failed', 'cancelled')
BEGIN
  SELECT raise(ABORT, 'a build that has ended does not change');
END;

CREATE TRIGGER build_audit_arrows BEFORE UPDATE OF status ON build_audit
WHEN old.status = 'pending' AND new.status NOT IN ('pending', 'running', 'cancelled')
BEGIN
  SELECT raise(ABORT, 'a build that waits can only run or be cancelled');
END;

CREATE TABLE event (
  task_id TEXT NOT NULL REFERENCES build_audit (task_id),
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  kind TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (task_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  request_sha256 TEXT NOT NULL,
  task_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE callback (
  msg_id TEXT PRIMARY KEY,
  task_id TEXT NOT NULL REFERENCES build_audit (task_id),
  url TEXT NOT NULL,
  body TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  first_attempt INTEGER NOT NULL,
  next_at INTEGER,
  lease_until INTEGER,
  last_status INTEGER,
  last_error TEXT,
  done_at INTEGER,
  dead_at INTEGER
) STRICT;

CREATE INDEX callback_due ON callback (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX callback_of_build ON callback (task_id);

CREATE TABLE provision (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL,
  plan TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('doing', 'undoing', 'done', 'undone')),
  begun INTEGER NOT NULL,
  error TEXT,
  attempt INTEGER NOT NULL,
  lease_until INTEGER NOT NULL
) STRICT;

CREATE INDEX provision_open ON provision (lease_until) WHERE state IN ('doing', 'undoing');

-- Two runs for one name would undo each other's steps.
CREATE UNIQUE INDEX provision_of_name ON provision (project) WHERE state IN ('doing', 'undoing');
