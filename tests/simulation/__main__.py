"""`make simulate`: years of reminders on real servers, and the figures of it."""

import argparse
import json
import os
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path
from random import Random

from tests.stack import services

from . import place

LABELS = {
    "days": "Số ngày",
    "duties": "Việc (nhiệm vụ và phần việc)",
    "people": "Người",
    "changes": "Thay đổi (dời hạn, xong, mở lại, hủy, bàn giao, sắp xếp…)",
    "outages": "Lần ngừng chạy",
    "outage_days": "Ngày ngừng chạy",
    "days_with_runs": "Ngày có chạy",
    "kills": "Lần giết tiến trình (SIGKILL)",
    "children_killed": "– tiến trình con đang làm việc",
    "workers_killed": "– cả worker",
    "runs_all": "Lượt chạy đã bắt đầu",
    "runs_cut_off": "Lượt chạy bị ngắt giữa chừng",
    "runs_failed": "Lượt chạy gặp lỗi",
    "errors_logged": "Lỗi ghi trong nhật ký của worker",
    "notices": "Lời nhắc đã gửi",
    "digests": "Bản nhắc việc",
    "mails": "Thư nhắc việc đã giao (theo Message-ID)",
    "other_mails": "Thư khác (tổng hợp tuần)",
    "handed_over_again": "Thư giao lại sau khi bị giết, cùng Message-ID",
    "ledger_sent": "Sổ: đã gửi",
    "ledger_withdrawn": "Sổ: đã rút",
    "ledger_planned": "Sổ: chờ gửi",
    "ledger_failed": "Sổ: không gửi được",
    "late_marked": "Nhắc muộn, có ghi rõ",
    "lost": "MẤT",
    "doubled": "TRÙNG",
    "after_completion": "SAU KHI XONG",
    "mistaken": "SAI KHÁC",
    "seconds": "Giây",
}


def main() -> int:
    options = parsed()
    options.days = options.days or 365 * options.years + options.years // 4
    # A signal ends the run through every `finally` on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if options.quick:
        return quickly(options)
    if not (services.postgresql() and services.redis_server()):
        print("Cần PostgreSQL và Redis đang chạy.", file=sys.stderr)
        return 2
    with (
        tempfile.TemporaryDirectory(prefix="phoihop-simulation-") as directory,
        place.site(Path(directory)) as site,
    ):
        return on_servers(site, options)


def quickly(options) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings_test"
    migrate = set_up()
    migrate()
    from .in_process import InProcess

    return simulate(InProcess(Random(options.seed)), options)


def on_servers(site, options) -> int:
    os.environ |= site.env
    migrate = set_up()
    from .on_servers import OnServers

    # The workers start meanwhile: the gate is shut.
    random = Random(options.seed)
    product = OnServers(site, random, kills=options.kills, days=options.days)
    migrate()
    return simulate(product, options)


def set_up():
    import django

    django.setup()
    from config.celery import app

    app.loader.import_default_modules()  # every job by its name, as in a worker
    from django.core.management import call_command

    return partial(call_command, "migrate", verbosity=0)


def simulate(product, options) -> int:
    from .driving import Simulation

    simulation = Simulation(seed=options.seed, days=options.days, duties=options.duties)
    simulation.run(product, tell=lambda text: print(text, file=sys.stderr, flush=True))
    figures = simulation.figures()
    if options.json:
        print(json.dumps(figures))
    else:
        for name, label in LABELS.items():
            if name in figures:
                print(f"{label}: {figures[name]}")
    return 1 if simulation.oracle.findings.found else 0


def parsed():
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulation",
        description="Mô phỏng nhiều năm nhắc việc và đối chiếu với một bản tính riêng.",
    )
    parser.add_argument("--years", type=int, default=5, help="số năm")
    parser.add_argument("--days", type=int, help="số ngày, thay cho số năm")
    parser.add_argument("--duties", type=int, default=2000, help="số việc")
    parser.add_argument("--kills", type=int, default=200, help="số lần giết tiến trình")
    parser.add_argument("--seed", type=int, default=1, help="số gieo ngẫu nhiên")
    parser.add_argument(
        "--quick", action="store_true", help="trong một tiến trình, trên SQLite"
    )
    parser.add_argument("--json", action="store_true", help="in một dòng JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
