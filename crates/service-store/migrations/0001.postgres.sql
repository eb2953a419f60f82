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
  project text NOT NULL,
  plan text NOT NULL,
  state text NOT NULL CHECK (state IN ('doing', 'undoing', 'done', 'undone')),
  begun bigint NOT NULL,
  error text,
  attempt bigint NOT NULL,
  lease_until bigint NOT NULL
);

CREATE INDEX provision_open ON provision (lease_until) WHERE state IN ('doing', 'undoing');

-- Two runs for one name would undo each other's steps.
CREATE UNIQUE INDEX provision_of_name ON provision (project) WHERE state IN ('doing', 'undoing');

-- Claims builds: those whose lease is over, then the first waiting ones of each project that may run one more. A row that
-- somebody changes at the moment is left for the next time.
--
-- One claims at a time, so that each sees what the one before it took and no project runs more than it may: the statement
-- behind the lock sees what was committed before it. It is a function, so that the lock is not held while the server waits
-- for a client, which may be stopped.
CREATE FUNCTION claim_builds(claimant text, lease bigint, at_most bigint)
RETURNS TABLE (build build_audit, project project) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  now bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(x'746163680002'::bigint);
  now := now_ms();
  RETURN QUERY
  WITH lost AS MATERIALIZED (
    SELECT task_id, worker AS lost_by, 0 AS rank, 0::bigint AS priority, lease_until AS run_at
    FROM build_audit WHERE status = 'running' AND lease_until < now
    ORDER BY lease_until LIMIT at_most FOR UPDATE SKIP LOCKED),
  room AS MATERIALIZED (
    SELECT p.id, p.max_running - (SELECT count(*) FROM build_audit r WHERE r.project_id = p.id AND r.status = 'running') AS free
    FROM project p),
  waiting AS MATERIALIZED (
    SELECT w.* FROM room CROSS JOIN LATERAL (
      SELECT task_id, NULL::text AS lost_by, 1 AS rank, priority, run_at
      FROM build_audit q WHERE q.project_id = room.id AND q.status = 'pending' AND q.run_at <= now
      ORDER BY q.priority DESC, q.run_at, q.task_id LIMIT least(at_most, greatest(room.free, 0)) FOR UPDATE SKIP LOCKED) w),
  due AS MATERIALIZED (
    SELECT *, row_number() OVER (ORDER BY rank, priority DESC, run_at, task_id) AS place
    FROM (SELECT * FROM lost UNION ALL SELECT * FROM waiting) both_kinds
    ORDER BY place LIMIT at_most),
  taken AS (
    UPDATE build_audit b SET status = 'running', attempt = b.attempt + 1, writes = 0, worker = claimant, lease_until = now + lease,
      started_at = coalesce(b.started_at, now), last_seq = b.last_seq + CASE WHEN due.rank = 0 THEN 2 ELSE 1 END
    FROM due WHERE b.task_id = due.task_id
    RETURNING b AS build, due.rank, due.lost_by, due.place),
  added AS (
    INSERT INTO event (task_id, seq, at, attempt, kind, data)
    SELECT (t.build).task_id, (t.build).last_seq - 1, now, (t.build).attempt, 'lease_lost',
      json_build_object('worker', coalesce(t.lost_by, ''))::text
    FROM taken t WHERE t.rank = 0
    UNION ALL
    SELECT (t.build).task_id, (t.build).last_seq, now, (t.build).attempt, 'claimed', json_build_object('worker', claimant)::text
    FROM taken t)
  SELECT t.build, p FROM taken t JOIN project p ON p.id = (t.build).project_id ORDER BY t.place;
END $$;
