"""Distributions that are of use without being imported."""

from typing import Final

from codex_audit.domain.patterns import regex

_NAMES: Final = """
setuptools wheel pip build twine flit flit-core hatchling hatch poetry poetry-core pdm pdm-backend maturin
cython cmake ninja scikit-build scikit-build-core pybind11 meson meson-python setuptools-scm setuptools-rust
versioneer black ruff flake8 mypy isort pylint bandit pyright pre-commit tox nox coverage codecov coveralls
pytest nose nose2 hypothesis interrogate vulture autopep8 yapf pycodestyle pydocstyle pyflakes safety
pip-audit pip-tools sphinx mkdocs furo myst-parser numpydoc recommonmark nbsphinx pdoc towncrier
bump2version commitizen jupyter jupyterlab notebook ipykernel ipython ipywidgets nbconvert jupytext voila
gunicorn uvicorn hypercorn waitress daphne uwsgi supervisor honcho circus meinheld gevent eventlet uvloop
httptools aiodns cchardet brotli brotlipy brotlicffi certifi h2 socksio pysocks hiredis redis psycopg2
psycopg2-binary psycopg psycopg-binary mysqlclient pymysql asyncpg aiosqlite aiomysql cx-oracle oracledb
pyodbc mysql-connector-python sqlalchemy-redshift snowflake-sqlalchemy pymssql tzdata tzlocal
python-multipart email-validator itsdangerous argon2-cffi bcrypt whitenoise dj-database-url openpyxl xlrd
xlsxwriter xlwt lxml html5lib pyarrow fastparquet tables numexpr bottleneck h5py netcdf4 odfpy tabulate
jinja2 protobuf grpcio-tools sentencepiece tiktoken accelerate bitsandbytes safetensors einops tensorboard
tensorboardx torchvision torchaudio triton xformers flash-attn onnxruntime hf-transfer hf-xet sacremoses
scikit-learn scipy pillow pycocotools pyopengl pyqt5 pyqt6 pyside2 pyside6 ffmpeg-python imageio-ffmpeg
colorama pywin32 pywin32-ctypes pypiwin32 pyreadline pyreadline3 win-unicode-console appnope enum34 futures
typing dataclasses configparser pathlib2 contextlib2 functools32 subprocess32 argparse importlib-metadata
importlib-resources exceptiongroup typing-extensions mypy-extensions async-timeout awscli aws-cli newrelic
sentry-sdk ddtrace python-dotenv watchdog setproctitle psutil ansible ansible-core ansible-lint yamllint
molecule docker-compose
"""

UNIMPORTED: Final = frozenset(_NAMES.split())
"""Build and quality tools, servers, drivers and engines that are chosen by a setting, shims
for older Pythons and other systems: nothing need import them."""

_PATTERN: Final = regex(
    r"(?:types-|pytest-|sphinx|sphinxcontrib-|mkdocs|flake8-|pylint-|django-|flask-|jupyter|nb|tox-|hatch-|poetry-"
    r"|setuptools-|opentelemetry-|opencensus|nvidia-|intel-|mkl|backports|python-magic-bin|jaxlib|torch-|lib|airbyte"
    r"|apache-airflow-providers-|dbt-|prefect-|mypy-boto3|boto3-stubs|robotframework|llvmlite|azure-|google-|zope)"
    r"|.{0,100}-(?:stubs|binary|plugin|theme|backend|provider|driver|runtime|cu\d{2,4}|gpu|cpu|headless|data|models?)\Z"
)


def needs_no_import(distribution: str) -> bool:
    """Whether a distribution (normalised name) may well be used without an import."""
    return distribution in UNIMPORTED or _PATTERN.match(distribution) is not None
