-- The clock of leases. Workers on several machines have several; the database has one.
CREATE FUNCTION now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS
$$ SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint $$;

CREATE TABLE project (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  settings text NOT NULL,
  max_running bigint NOT NULL,
  created_at bigint NOT NULL
);

CREATE TABLE token (
  id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" REFERENCES project (id),
  hash bytea NOT NULL,
  scopes text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint,
  last_used_day bigint,
  revoked_at bigint
);

-- The queue and the audit: one row for each build that was ever asked for. Texts of JSON and not jsonb: jsonb cannot hold
-- a NUL, which a prompt and an output can.
CREATE TABLE build_audit (
  task_id text COLLATE "C" PRIMARY KEY,
  project_id text COLLATE "C" NOT NULL REFERENCES project (id),
  status text COLLATE "C" NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
  spec text NOT NULL,
  spec_sha256 text NOT NULL,
  priority bigint NOT NULL,
  run_at bigint NOT NULL,
  attempt bigint NOT NULL,
  max_attempts bigint NOT NULL,
  writes bigint NOT NULL,
  phase text,
  worker text,
  lease_until bigint,
  cancel_at bigint,
  cancel_by text,
  last_seq bigint NOT NULL,
  created_at bigint NOT NULL,
  started_at bigint,
  finished_at bigint,
  result text,
  commit_sha text,
  requested_by text,
  retry_of text,
  CHECK ((status = 'running') = (lease_until IS NOT NULL)),
  CHECK ((status IN ('completed', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- What a worker takes next, from all projects and from one.
CREATE INDEX build_pending ON build_audit (priority DESC, run_at, task_id) WHERE status = 'pending';
CREATE INDEX build_pending_of_project ON build_audit (project_id, priority DESC, run_at, task_id) WHERE status = 'pending';
CREATE INDEX build_running ON build_audit (lease_until) WHERE status = 'running';
CREATE INDEX build_running_of_project ON build_audit (project_id) WHERE status = 'running';
CREATE INDEX build_of_project ON build_audit (project_id, task_id);

CREATE FUNCTION build_audit_arrows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF tg_op = 'DELETE' THEN
    RAISE EXCEPTION 'a build is never deleted';
  ELSIF old.status IN ('completed', 'failed', 'cancelled') THEN
    RAISE EXCEPTION 'a build that has ended does not change';
  ELSIF old.status = 'pending' AND new.status NOT IN ('pending', 'running', 'cancelled') THEN
    RAISE EXCEPTION 'a build that waits can only run or be cancelled';
  END IF;
  RETURN new;
END $$;

CREATE TRIGGER build_audit_arrows BEFORE UPDATE OR DELETE ON build_audit
FOR EACH ROW EXECUTE FUNCTION build_audit_arrows();

CREATE TABLE event (
  task_id text COLLATE "C" NOT NULL REFERENCES build_audit (task_id),
  seq bigint NOT NULL,
  at bigint NOT NULL,
  attempt bigint NOT NULL,
  kind text NOT NULL,
  data text NOT NULL,
  PRIMARY KEY (task_id, seq)
);

CREATE TABLE idempotency (
  scope text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  request_sha256 text NOT NULL,
  task_id text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (scope, key)
);

CREATE TABLE callback (
  msg_id text COLLATE "C" PRIMARY KEY,
  task_id text COLLATE "C" NOT NULL REFERENCES build_audit (task_id),
  url text NOT NULL,
  body text NOT NULL,
  attempt bigint NOT NULL,
  first_attempt bigint NOT NULL,
  next_at bigint,
  lease_until bigint,
  last_status bigint,
  last_error text,
  done_at bigint,
  dead_at bigint
);

CREATE INDEX callback_due ON callback (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX callback_of_build ON callback (task_id);

CREATE TABLE provision (
  id text COLLATE "C" PRIMARY KEY,
  plan text NOT NULL,
  state text NOT NULL CHECK (state IN ('doing', 'undoing', 'done', 'undone')),
  begun bigint NOT NULL,
  error text,
  attempt bigint NOT NULL,
  lease_until bigint NOT NULL
);

CREATE INDEX provision_open ON provision (lease_until) WHERE state IN ('doing', 'undoing');
