"""Import names of well-known distributions, and which one brings another.

A word of a table is ``import=distribution,distribution``, the likeliest first; names of
distributions are normalised (PEP 503). A dotted import name is a part of a namespace package.
"""

from collections.abc import Mapping
from typing import Final

_IMPORTS: Final = """
PIL=pillow,pillow-simd
cv2=opencv-python,opencv-python-headless,opencv-contrib-python,opencv-contrib-python-headless
yaml=pyyaml,ruamel-yaml,types-pyyaml _yaml=pyyaml sklearn=scikit-learn,scikit-learn-intelex
skimage=scikit-image skopt=scikit-optimize sksparse=scikit-sparse skbio=scikit-bio
skvideo=scikit-video,sk-video skbuild=scikit-build bs4=beautifulsoup4,bs4 dateutil=python-dateutil
attr=attrs jwt=pyjwt,jwt OpenSSL=pyopenssl Crypto=pycryptodome,pycrypto Cryptodome=pycryptodomex nacl=pynacl
serial=pyserial usb=pyusb git=gitpython gitdb=gitdb,gitpython dotenv=python-dotenv decouple=python-decouple
environ=django-environ slugify=python-slugify,awesome-slugify,unicode-slugify
mpl_toolkits=matplotlib,basemap pylab=matplotlib pkg_resources=setuptools _distutils_hack=setuptools
ruamel=ruamel-yaml ruamel.yaml=ruamel-yaml zmq=pyzmq jose=python-jose fitz=pymupdf docx=python-docx
pptx=python-pptx magic=python-magic,python-magic-bin,file-magic Levenshtein=levenshtein,python-levenshtein
jks=pyjks ldap=python-ldap memcache=python-memcached MySQLdb=mysqlclient,mysql-python
mysql=mysql-connector-python,mysql-connector psycopg2=psycopg2,psycopg2-binary
psycopg=psycopg,psycopg-binary,psycopg-c psycopg_pool=psycopg-pool,psycopg bson=pymongo,bson gridfs=pymongo
faiss=faiss-cpu,faiss-gpu,faiss
tensorflow=tensorflow,tensorflow-cpu,tensorflow-gpu,tf-nightly,tensorflow-macos,intel-tensorflow,tensorflow-intel
tensorflow_datasets=tensorflow-datasets,tfds-nightly
tensorflow_probability=tensorflow-probability,tfp-nightly
tensorboard=tensorboard,tensorboard-nightly,tensorflow keras=keras,tensorflow torch=torch,pytorch,torch-cpu
functorch=functorch,torch torchgen=torch pytorch_lightning=pytorch-lightning,lightning
lightning=lightning,pytorch-lightning lightning_fabric=lightning-fabric,lightning
pl_bolts=lightning-bolts,pytorch-lightning-bolts
onnxruntime=onnxruntime,onnxruntime-gpu,onnxruntime-silicon,onnxruntime-directml
cupy=cupy,cupy-cuda11x,cupy-cuda12x,cupy-cuda13x jaxlib=jaxlib,jax clip=clip,openai-clip
open_clip=open-clip-torch whisper=openai-whisper soundfile=soundfile,pysoundfile
webrtcvad=webrtcvad,webrtcvad-wheels hydra=hydra-core hydra_plugins=hydra-core
omegaconf=omegaconf,hydra-core google=google,protobuf,google-api-core,google-cloud,google-auth
google.protobuf=protobuf google.auth=google-auth google.oauth2=google-auth google.api_core=google-api-core
google.api=googleapis-common-protos google.rpc=googleapis-common-protos
google.appengine=appengine-python-standard,google-appengine google.genai=google-genai
google.generativeai=google-generativeai google.colab=google-colab googleapiclient=google-api-python-client
apiclient=google-api-python-client grpc=grpcio grpc_tools=grpcio-tools grpc_health=grpcio-health-checking
grpc_reflection=grpcio-reflection grpc_status=grpcio-status azure.identity=azure-identity
azure.core=azure-core azure.storage.blob=azure-storage-blob
azure.keyvault=azure-keyvault,azure-keyvault-secrets,azure-keyvault-keys,azure-keyvault-certificates
azure.mgmt=azure-mgmt-core,azure-mgmt-resource azure.cosmos=azure-cosmos azure.devops=azure-devops
azure=azure,azure-core botocore=botocore,boto3 s3transfer=s3transfer,boto3
discord=discord-py,discord,py-cord telegram=python-telegram-bot telebot=pytelegrambotapi slack=slackclient
twitter=python-twitter wx=wxpython gi=pygobject cairo=pycairo gtk=pygtk OpenGL=pyopengl,pyopengl-accelerate
pygame=pygame,pygame-ce Xlib=python-xlib xdg=pyxdg,xdg dbus=dbus-python sip=sip,pyqt5-sip
shiboken2=shiboken2,pyside2 shiboken6=shiboken6,pyside6 win32api=pywin32 win32con=pywin32 win32gui=pywin32
win32com=pywin32 win32file=pywin32 win32event=pywin32 win32process=pywin32 win32security=pywin32
win32service=pywin32 win32serviceutil=pywin32 win32pipe=pywin32 win32clipboard=pywin32 pywintypes=pywin32
pythoncom=pywin32 servicemanager=pywin32 winerror=pywin32 objc=pyobjc-core,pyobjc
Foundation=pyobjc-framework-cocoa,pyobjc AppKit=pyobjc-framework-cocoa,pyobjc
Quartz=pyobjc-framework-quartz,pyobjc CoreFoundation=pyobjc-framework-cocoa,pyobjc
rest_framework=djangorestframework rest_framework_simplejwt=djangorestframework-simplejwt
corsheaders=django-cors-headers debug_toolbar=django-debug-toolbar django_filters=django-filter
crispy_forms=django-crispy-forms allauth=django-allauth storages=django-storages taggit=django-taggit
guardian=django-guardian mptt=django-mptt import_export=django-import-export haystack=django-haystack
modelcluster=django-modelcluster reversion=django-reversion simple_history=django-simple-history
waffle=django-waffle flaskext=flask werkzeug=werkzeug,flask jinja2=jinja2,flask markupsafe=markupsafe,jinja2
itsdangerous=itsdangerous,flask socketio=python-socketio engineio=python-engineio
starlette=starlette,fastapi pydantic_core=pydantic-core,pydantic multipart=python-multipart,multipart
rapidjson=python-rapidjson validate=configobj markdown_it=markdown-it-py docutils=docutils,sphinx
notebook=notebook,jupyter nbformat=nbformat,jupyter nbconvert=nbconvert,jupyter traitlets=traitlets,ipython
_pytest=pytest py=py,pytest pluggy=pluggy,pytest iniconfig=iniconfig,pytest xdist=pytest-xdist
_hypothesis_pytestplugin=hypothesis factory=factory-boy vcr=vcrpy coverage=coverage,pytest-cov
mypy_extensions=mypy-extensions,mypy backports.zoneinfo=backports-zoneinfo
backports.cached_property=backports-cached-property
backports.ssl_match_hostname=backports-ssl-match-hostname backports.csv=backports-csv
backports.functools_lru_cache=backports-functools-lru-cache backports.tarfile=backports-tarfile
zoneinfo=tzdata,backports-zoneinfo socks=pysocks urllib3=urllib3,requests httpcore=httpcore,httpx
snappy=python-snappy lzo=python-lzo MeCab=mecab-python3 unidecode=unidecode,text-unidecode Stemmer=pystemmer
antlr4=antlr4-python3-runtime lark=lark,lark-parser igraph=igraph,python-igraph osgeo=gdal ogr=gdal
shapefile=pyshp mpmath=mpmath,sympy flint=python-flint pysat=python-sat z3=z3-solver
pdfminer=pdfminer-six,pdfminer barcode=python-barcode ffmpeg=ffmpeg-python rtmidi=python-rtmidi
nvidia_smi=nvidia-ml-py3 pynvml=nvidia-ml-py,pynvml,nvidia-ml-py3 cpuinfo=py-cpuinfo daemon=python-daemon
fabric=fabric,fabric3 nmap=python-nmap pcap=pypcap dns=dnspython whois=python-whois
consul=python-consul,python-consul2 etcd=python-etcd kafka=kafka-python,kafka-python-ng stomp=stomp-py
paho=paho-mqtt nats=nats-py docker=docker,docker-py compose=docker-compose digitalocean=python-digitalocean
novaclient=python-novaclient keystoneclient=python-keystoneclient openstack=openstacksdk
libcloud=apache-libcloud airflow=apache-airflow distributed=distributed,dask delta=delta-spark
opentelemetry=opentelemetry-api,opentelemetry-sdk pythonjsonlogger=python-json-logger
docopt=docopt,docopt-ng progressbar=progressbar2,progressbar absl=absl-py gflags=python-gflags
neptune=neptune,neptune-client mlflow=mlflow,mlflow-skinny ax=ax-platform umap=umap-learn
imblearn=imbalanced-learn xgboost=xgboost,xgboost-cpu talib=ta-lib bitcoin=python-bitcoinlib Bio=biopython
rdkit=rdkit,rdkit-pypi openbabel=openbabel,openbabel-wheel erfa=pyerfa dicom=pydicom stl=numpy-stl
smbus=smbus-cffi,smbus RPi=rpi-gpio can=python-can bluetooth=pybluez hid=hidapi,hid gnupg=python-gnupg,gnupg
argon2=argon2-cffi oauthlib=oauthlib,requests-oauthlib kerberos=kerberos,pykerberos spnego=pyspnego
winrm=pywinrm cyclonedx=cyclonedx-python-lib packageurl=packageurl-python pyximport=cython
triton=triton,torch yara=yara-python elftools=pyelftools ctypeslib=ctypeslib2 ntlm=python-ntlm
kombu=kombu,celery zope.interface=zope-interface zope.component=zope-component zope=zope-interface
websocket=websocket-client greenlet=greenlet,gevent,sqlalchemy guppy=guppy3 joblib=joblib,scikit-learn
threadpoolctl=threadpoolctl,scikit-learn win32=pywin32
"""

_SAME: Final = """
Adafruit_DHT BeautifulSoup Cython GeoIP IPython MDAnalysis OpenEXR OpenIPMI PyPDF2 PyQt4 PyQt5 PyQt6 PySide2
PySide6 SimpleITK accelerate aiohttp aiohttp_jinja2 ale_py alembic altair ansible anthropic apache_beam apex
appdirs apscheduler argh ase asn1crypto astropy async_timeout attrs autobahn backports bcrypt beartype
binwalk bitsandbytes bleach bleak bokeh boto boto3 botorch bottle brotli brotlicffi build cachecontrol
cached_property capstone cartopy catboost cbor2 ccxt celery certifi cffi chardet charset_normalizer click
click_plugins cloudpickle colorama comet_ml comtypes configobj confluent_kafka construct croniter
cryptography cssselect cvxopt dask dask_ml datadog datasets ddt ddtrace deepspeed diffusers dill distorm3
django django_celery_beat django_celery_results django_extensions django_redis dpkt dramatiq editdistance
einops elasticsearch_dsl email_validator emcee emoji enlighten eth_account evaluate evdev eventlet
exceptiongroup fairseq faker falcon fastapi feedparser fire flash_attn flask flask_babel flask_cors
flask_login flask_mail flask_migrate flask_restful flask_script flask_socketio flask_sqlalchemy flask_wtf
flax flit_core freezegun fugashi g2p_en gdal gensim geoip2 geopy gevent glog gmpy2 google_auth_oauthlib
gradio graphviz gssapi gunicorn gym gymnasium h11 h2 h5py hachoir hatchling hcloud hdbscan healpy holidays
html2text html5lib httpretty httpx huey huggingface_hub hydra_zen hyperopt hypothesis idna imageio_ffmpeg
impacket importlib_metadata importlib_resources inotify invoke ipaddr ipykernel ipywidgets jaeger_client jax
jaxtyping jieba jsonpath_ng jsonpath_rw jsonschema jupyter_client jupyter_core jupyterlab kaldi_io kazoo
keyring kubernetes langchain langdetect latex2sympy2 ldap3 libcst librosa lightgbm lightning_utilities
line_profiler llvmlite lm_eval lockfile logbook loguru lxml lz4 macholib mako markdown
marshmallow_sqlalchemy matplotlib mayavi mdit_py_plugins memory_profiler mido ml_collections mne mock
more_itertools moto moviepy msgpack msgspec msrest mujoco_py musdb mutagen mypy myst_parser nbsphinx netCDF4
networkx nh3 nibabel nltk nose nose2 nox numba numexpr numpy oauth2client objgraph open3d openai openpyxl
openshift opentracing optuna ordered_set orjson ortools packaging pallets_sphinx_themes pandas
pandas_datareader pandas_profiling parallel_wavegan parameterized paramiko parso passlib pathlib2 pcapy pdm
peewee pefile peft pexpect phonemizer phonenumbers pika pip pip_api pip_requirements_parser pkginfo pkuseg
platformdirs playwright plotly plumbum ply poetry polars praw pre_commit pretty_midi prometheus_client
prompt_toolkit psutil psychopy ptyprocess pulp pyarrow pyasn1_modules pyaudio pybind11 pycosat pycountry
pycuda pydantic pydantic_settings pydicom pydot pyfirmata pygit2 pygments pygraphviz pyinotify pyinstrument
pylibmc pymatgen pymongo pympler pymupdf pymysql pyopencl pyparsing pypdf pyproj pypsrp pyquery pyramid
pyspark pytesseract pytest pytest_asyncio pytest_cov pytest_httpbin pytest_mock python_multipart pytz
pyvista pyworld pyzbar qrcode qtpy radon raven ray readme_renderer recommonmark redis regex reportlab
requests requests_kerberos requests_mock requests_ntlm requests_oauthlib requests_toolbelt resolvelib
responses rich rich_argparse rq sacrebleu sacremoses safetensors salt sanic scapy schedule scikit_build_core
scipy scp scs seaborn secretstorage selenium semantic_version semver sentence_transformers sentencepiece
sentry_sdk setproctitle setuptools sh shodan simplejson six skorch sktime slack_sdk smbus2 snowballstemmer
sortedcontainers sounddevice south spacy speechbrain sphinx sphinx_rtd_theme spidev sqlalchemy
sqlalchemy_utils stable_baselines3 statsd statsmodels streamlit structlog sure symengine sympy tables
tabulate tagpy tensorboardX tensorflow_hub tensorflow_text termcolor testtools tflite_runtime tiktoken
time_machine timm tokenizers toml tomli tomli_w torch_geometric torch_scatter torch_sparse torch_xla
torchaudio torchdata torchmetrics torchtext torchtyping torchvision tornado tox tqdm transformers
tree_sitter tree_sitter_languages trimesh tweepy twisted typeguard typer typing_extensions typing_inspect
tzlocal ujson unicorn unittest2 uvicorn virtualenv vtk wandb watchdog web3 websockets wheel whitenoise wmi
xarray xlrd xlsxwriter xlwt yfinance zstandard
"""
"""Known under the same name as the import, ``_`` read as ``-``."""

_BRINGS: Final = """
_pytest=pytest-cov,pytest-xdist,pytest-asyncio numpy=scipy,pandas,scikit-learn,matplotlib,torchvision
IPython=jupyter,notebook,jupyterlab,ipykernel ipywidgets=jupyter nbformat=notebook,jupyterlab
jupyter_core=notebook,jupyterlab httpcore=httpx starlette=fastapi pydantic=fastapi click=flask,typer
botocore=boto3 google.protobuf=tensorflow,grpcio urllib3=requests pkg_resources=pip
django=djangorestframework
"""


def _table(text: str) -> Mapping[str, tuple[str, ...]]:
    rows = (word.partition("=") for word in text.split())
    return {name: tuple(values.split(",")) for name, _, values in rows}


DISTRIBUTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    **{name: (name.replace("_", "-").lower(),) for name in _SAME.split()},
    **_table(_IMPORTS),
}
"""Import name (dotted for parts of a namespace) to the distributions that give it."""

BRINGS: Final = _table(_BRINGS)
"""Import name to distributions that install it along with themselves."""
