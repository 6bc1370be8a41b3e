import errno
import logging
import os
import signal
import sys
import threading
from contextlib import contextmanager

import waitress
from celery.beat import EmbeddedService
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.celery import app

JOB_THREADS = 2
WEB_THREADS = 8
OTHER_PORT = 8001
BUSY = "cổng đang có chương trình khác dùng"


class Command(BaseCommand):
    help = "Chạy gọn trong một tiến trình: web, công việc nền và lịch nhắc việc."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="Địa chỉ lắng nghe.")
        parser.add_argument("--port", type=int, default=8000, help="Cổng lắng nghe.")
        parser.add_argument(
            "--no-migrate", action="store_true", help="Không cập nhật cơ sở dữ liệu."
        )

    def handle(self, *args, host, port, no_migrate, **options):
        if not settings.EMBEDDED or not settings.CELERY_BROKER_URL.startswith(
            "memory://"
        ):
            raise CommandError(
                "Lệnh serve chỉ dành cho kiểu chạy gọn: đặt EMBEDDED=true và để "
                "trống REDIS_URL. Ở quy mô tỉnh, dùng docker-compose.yml."
            )
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # and DATA_DIR with it
        if not no_migrate:
            call_command("migrate", interactive=False, verbosity=0)
        server = self.listen(host, port)
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        with background_jobs():
            self.stdout.write(f"Phối hợp đang chạy tại http://{host}:{port}/")
            if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
                self.stdout.write(f"Thư gửi đi nằm trong {settings.EMAIL_FILE_PATH}")
            self.stdout.write("Nhấn Ctrl+C để dừng.")
            self.stdout.flush()
            server.run()  # returns when a signal asks to stop
            self.stdout.write("Đang dừng: chờ công việc nền đang làm dở…")
        self.stdout.write("Đã dừng.")

    def listen(self, host, port):
        from config.wsgi import application

        if not 0 < port < 65536:  # the system would take another port, silently
            raise CommandError(f"Cổng {port} không có; hãy chọn từ 1 đến 65535.")
        # A line for every tick of the schedule would bury what a person should see.
        logging.getLogger("celery").setLevel(logging.WARNING)
        logging.getLogger("kombu").setLevel(logging.ERROR)
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        try:
            return waitress.create_server(
                application, host=host, port=port, threads=WEB_THREADS
            )
        except OSError as error:
            reason = BUSY if error.errno == errno.EADDRINUSE else error.strerror
            raise CommandError(
                f"Không mở được cổng {port} tại {host}: {reason}. "
                f"Hãy chọn cổng khác: --port {OTHER_PORT}, hoặc make demo "
                f"PORT={OTHER_PORT}."
            ) from error


def stop(signum, frame):
    """The first signal waits for running jobs; the second leaves at once.

    What is cut then is taken up at the next start: its lease lapses.
    """
    signal.signal(signal.SIGTERM, leave_at_once)
    signal.signal(signal.SIGINT, leave_at_once)
    sys.exit(0)


def leave_at_once(signum, frame):
    os._exit(128 + signum)


@contextmanager
def background_jobs():
    """Worker and beat as threads of this process.

    `WorkController` is the part of Celery below its command line: all that is known
    of it stands here. The beat keeps no file: a killed process would leave it broken.
    """
    worker = app.WorkController(
        pool="threads",
        concurrency=JOB_THREADS,
        hostname="embedded@local",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    thread = threading.Thread(target=worker.start, daemon=True)
    beat = EmbeddedService(
        app, thread=True, max_interval=1, scheduler_cls="celery.beat:Scheduler"
    )
    beat.daemon = True
    thread.start()
    beat.start()
    try:
        yield
    finally:
        beat.stop()
        worker.stop()
        thread.join()
