# Cần có: Python từ 3.11, git và make. Mọi thứ khác được cài vào .venv.

PYTHON ?= python3
PORT ?= 8000
TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/phoihop
TEST_REDIS_URL ?= redis://127.0.0.1:6379
export TEST_DATABASE_URL TEST_REDIS_URL

VENV := .venv
RUN := $(VENV)/bin/python
RESULTS := var/test-results
# By files, in the order of tests/conftest.py: what a module sets up is set up once.
PARALLEL := -n auto --dist loadfile --no-loadscope-reorder

.PHONY: help demo test lint format lock bench bench-search bench-reminders \
  bench-reports simulate simulate-building screens clean

help:
	@echo "make demo     chạy thử ngay: dữ liệu mẫu, web tại http://127.0.0.1:$(PORT)/"
	@echo "make test     chạy mọi phép thử mà máy này chạy được"
	@echo "make lint     kiểm tra mã nguồn;  make format: định dạng lại"
	@echo "make lock     khóa lại phiên bản thư viện (cần uv)"
	@echo "make bench    đo tốc độ trên PostgreSQL;  make bench-search: đo ô tìm kiếm"
	@echo "make simulate đối chiếu 5 năm nhắc việc;  make bench-reminders: đo lượt nhắc việc"
	@echo "make screens  chụp lại các trang"
	@echo "make clean    xóa .venv và kết quả thử (giữ dữ liệu trong var/)"

# -- Môi trường ---------------------------------------------------------------

# Each stamp is newer than the list it was installed from: a second call is quick.
$(VENV)/.installed: requirements.txt | $(VENV)/bin/pip
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(VENV)/bin/pip
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Cần Python từ 3.11; hãy chỉ rõ, ví dụ: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Không tạo được .venv; trên Debian hãy cài gói python3-venv."; exit 1; }

# With a key of its own: the one in the example is known to everybody.
.env:
	@$(PYTHON) -c 'import re, secrets; print(re.sub("(?m)^SECRET_KEY=.*", \
	  "SECRET_KEY=" + secrets.token_urlsafe(48), open(".env.example").read()), end="")' \
	  >.env.new && mv .env.new .env

# -- Chạy ---------------------------------------------------------------------

demo: $(VENV)/.installed .env
	@mkdir -p var
	@$(RUN) manage.py migrate --verbosity 0
	@$(RUN) manage.py load_cases
	@$(RUN) manage.py load_demo
	@$(RUN) manage.py serve --no-migrate --port $(PORT)

# -- Kiểm thử -----------------------------------------------------------------

# SQLite: everything, and beside it the real servers of both sizes, which mostly wait.
# PostgreSQL: the rules and queries once more, and what only it can prove.
test: $(VENV)/.installed-dev
	@rm -rf $(RESULTS) && mkdir -p $(RESULTS)
	@$(RUN) -m tests.stack.services
	@set -x; \
	$(RUN) -m pytest -v -m "not postgresql and stack" \
	  --junitxml=$(RESULTS)/servers.xml >$(RESULTS)/servers.log 2>&1 & servers=$$!; \
	$(RUN) -m pytest $(PARALLEL) -m "not postgresql and not stack" \
	  --junitxml=$(RESULTS)/sqlite.xml; failed=$$?; \
	wait $$servers || failed=$$?; cat $(RESULTS)/servers.log; exit $$failed
	@if $(RUN) -m tests.stack.services postgresql; then set -x; \
	  DATABASE_URL="$(TEST_DATABASE_URL)" $(RUN) -m pytest \
	    $(PARALLEL) -m "not browser and not stack" --junitxml=$(RESULTS)/postgresql.xml; \
	fi
	@$(RUN) -m tests.stack.evidence $(RESULTS)/*.xml

lint: $(VENV)/.installed-dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	@! grep -nE '://|--(extra-)?index-url|--find-links|\.(org|com|net|io|dev)\b' \
	  requirements*.txt || { echo "Danh sách thư viện không được chứa địa chỉ."; exit 1; }
	$(RUN) manage.py makemigrations --check --dry-run --settings config.settings_test

format: $(VENV)/.installed-dev
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

COMPILE := uv pip compile --quiet --universal --generate-hashes --no-header \
  --no-annotate --python-version 3.11 pyproject.toml

# The long list first; the shorter ones take their versions from it.
lock:
	@command -v uv >/dev/null || { echo "Cần uv để khóa phiên bản."; exit 1; }
	$(COMPILE) --group dev --group prod -o requirements-dev.txt
	$(COMPILE) -c requirements-dev.txt -o requirements.txt
	$(COMPILE) -c requirements-dev.txt --group prod -o requirements-prod.txt

bench: $(VENV)/.installed-dev .env
	$(RUN) -m tests.benchmark

bench-search: $(VENV)/.installed-dev .env
	$(RUN) -m tests.benchmark.search
	$(RUN) -m tests.benchmark.search --sqlite

# Four workers and two beats of its own, killed 200 times: about half an hour.
simulate: $(VENV)/.installed-dev
	$(RUN) -m tests.simulation

# Drafting and reports with a worker killed a hundred times while it builds.
simulate-building: $(VENV)/.installed-dev
	$(RUN) -m tests.simulation.building

bench-reminders: $(VENV)/.installed-dev .env
	$(RUN) -m tests.benchmark.reminders

bench-reports: $(VENV)/.installed-dev .env
	$(RUN) -m tests.benchmark.reports

screens: $(VENV)/.installed-dev
	$(RUN) -m tests.screens

clean:
	rm -rf $(VENV) $(RESULTS) .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
