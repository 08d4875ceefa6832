"""The worker: imports the application once, then forks for every job."""

from __future__ import annotations

from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer

from bidding.bids import jobs as bids_jobs
from bidding.fit import jobs as fit_jobs
from bidding.panels import jobs as panels_jobs
from bidding.rounds import jobs as rounds_jobs
from marketplace.app import create_app
from marketplace.core import outbox
from marketplace.core.db import db

# jobs that compute: the web process never loads what they need
COMPUTING = (fit_jobs, bids_jobs, panels_jobs, rounds_jobs)
app = create_app()


class PreparedWorker(Worker):
    """Jobs run inside the application; no database connection crosses the fork."""

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        with app.app_context():
            db.engine.dispose(close=False)
            return bool(super().perform_job(job, queue, execution))


def main() -> None:
    """Work until told to stop."""
    with app.app_context():
        redis = outbox.connect()
    redis.connection_pool.connection_kwargs["socket_timeout"] = None
    worker = PreparedWorker(["default"], connection=redis, serializer=JSONSerializer, worker_ttl=60,
                            maintenance_interval=30)  # fmt: skip
    worker.work(with_scheduler=False, logging_level="WARNING")


if __name__ == "__main__":
    main()
