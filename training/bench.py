"""Speed and memory of a version beside the same network in torch fp32, measured in one run.

Ratios hold better than absolutes: both sides run on one machine, minutes apart, with all its cores.
"""

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

import psutil
import torch
from rich.console import Console
from rich.table import Table

from training.base import load_base
from training.fit import Settings
from training.network import TriageNetwork
from training.release import build_network, machine
from triage import versions
from triage.encoder import Encoder

LENGTHS = (60, 120, 400)
SECONDS = 6.0
# torch answers one text at a time as the service does, and at the best of these batch sizes.
TORCH_BATCHES = (1, 8, 32)
# About 1.3 characters a token; the encoder's own tokenizer cuts it to length.
SAMPLE = "客户反映住院理赔资料交了三个多月仍没有结果,多次致电客服都说在审核,要求尽快赔付并书面说明原因。"


def bench(model: str | None, base: str) -> None:
    """Print throughput and latency by length, memory of a server and cold-start time."""
    installed = versions.verify(versions.resolve(model))
    cores = os.cpu_count() or 1
    console = Console(width=120)
    console.print(f"版本 {installed.info.version},{machine()},torch {torch.__version__},{date.today()}")
    encoder = Encoder(installed, cores)
    network = _torch_network(installed, base)
    table = Table(
        "tokens", "shipped texts/s", "p50 ms", "p99 ms", "torch fp32 one by one", "ratio", "best batch", "ratio"
    )
    for length in LENGTHS:
        text = _text(encoder, length)
        rate, latencies = _throughput(partial(encoder.encode, text), cores)
        rates = {batch: _torch_rate(network, length, batch, cores) for batch in TORCH_BATCHES}
        batch = max(rates, key=rates.__getitem__)
        table.add_row(
            str(length),
            f"{rate:.0f}",
            f"{statistics.median(latencies) * 1e3:.1f}",
            f"{sorted(latencies)[int(len(latencies) * 0.99)] * 1e3:.1f}",
            f"{rates[1]:.1f}",
            f"{rate / rates[1]:.2f}",
            f"{rates[batch]:.1f} ({batch})",
            f"{rate / rates[batch]:.2f}",
        )
    console.print(table)
    del network
    console.print(f"triage suggest 冷启动:{_cold_start(installed.folder):.2f} s")
    ready, memory = _server(installed.folder)
    console.print(f"服务就绪:{ready:.2f} s;处理 200 条后常驻内存:{memory:.0f} MB")


def _torch_network(installed: versions.Installed, base: str) -> TriageNetwork:
    """The same network; its speed does not depend on what it learned."""
    settings = Settings(layers=installed.info.layers)
    return build_network(load_base(base), installed.info.heads, settings).eval()


def _text(encoder: Encoder, tokens: int) -> str:
    text = SAMPLE
    while encoder.count(text) < tokens:
        text += SAMPLE
    while encoder.count(text) > tokens:
        text = text[:-1]
    return text


def _throughput(call: Callable[[], object], workers: int) -> tuple[float, list[float]]:
    """Texts a second with every core busy, and the latency of each call."""
    call()
    latencies: list[float] = []
    stop = time.perf_counter() + SECONDS

    def work(_: int) -> None:
        while (begin := time.perf_counter()) < stop:
            call()
            latencies.append(time.perf_counter() - begin)

    begin = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(workers)))
    return len(latencies) / (time.perf_counter() - begin), latencies


def _torch_rate(network: TriageNetwork, length: int, batch: int, threads: int) -> float:
    torch.set_num_threads(threads)
    with torch.inference_mode():
        ids = torch.randint(10, 5000, (batch, length))
        mask = torch.ones_like(ids)
        network(ids, mask)
        count, begin = 0, time.perf_counter()
        while time.perf_counter() - begin < SECONDS / 2:
            network(ids, mask)
            count += batch
        return count / (time.perf_counter() - begin)


def _cold_start(folder: Path) -> float:
    begin = time.perf_counter()
    command = [_triage(), "suggest", SAMPLE, "--model", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def _triage() -> str:
    return str(Path(sys.executable).with_name("triage"))


def _server(folder: Path) -> tuple[float, float]:
    """Seconds until ready, and resident megabytes after 200 texts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begin = time.perf_counter()
    server = subprocess.Popen(
        [_triage(), "serve", "--port", str(port), "--model", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        root = f"http://127.0.0.1:{port}"
        while True:
            try:
                urllib.request.urlopen(f"{root}/readyz", timeout=1)
                break
            except OSError:
                if server.poll() is not None or time.perf_counter() - begin > 60:
                    raise
                time.sleep(0.02)
        ready = time.perf_counter() - begin
        for n in range(200):
            body = ('{"text":"' + SAMPLE * (1 + n % 8) + '"}').encode()
            request = urllib.request.Request(f"{root}/v1/triage", body, {"Content-Type": "application/json"})
            urllib.request.urlopen(request, timeout=30).read()
        process = psutil.Process(server.pid)
        family = [process, *process.children(recursive=True)]
        return ready, sum(p.memory_info().rss for p in family) / 1e6
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
