"""The memory limit of a process on Windows: a job object around itself."""

import ctypes
from typing import Any, Final

_EXTENDED_LIMITS: Final = 9
_PROCESS_MEMORY: Final = 0x100
_DIE_ON_UNHANDLED: Final = 0x400


class _Basic(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("most_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("basic", _Basic),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limit_memory(limit: int) -> None:
    """Raises OSError where Windows refuses: without its limits the process parses nothing."""
    windows: Any = ctypes
    kernel = windows.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.SetInformationJobObject.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)
    kernel.AssignProcessToJobObject.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    limits = _Extended()
    limits.basic.flags = _PROCESS_MEMORY | _DIE_ON_UNHANDLED
    limits.process_memory = limit
    job = kernel.CreateJobObjectW(None, None)
    set_limits = job and kernel.SetInformationJobObject(
        job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
    )
    if not set_limits or not kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()):
        raise windows.WinError(windows.get_last_error())
