/* Stands between a program and its files, loaded with LD_PRELOAD.

   Counts the operations below one folder, can fail, halve or kill at one of them, and logs what changes the disk.
   Kinds: c create, o open, r read, w write, t truncate, s sync, u unlink, n rename, m make folder, l lock, a look.
   Knows open files by number; not safe for several threads at work below the folder at once. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES 1024
#define REAL(result, name, ...) static result (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

enum { FAIL, KILL, HALF_THEN_FAIL, HALF_THEN_KILL };
static char folder[4096], kinds[32], *opened[FILES];
static long counted, first, times;
static int mode, number, journal = -1;

void faultio_watch(const char *below, int log) { strncpy(folder, below, sizeof folder - 1); journal = log; }
void faultio_arm(const char *of, long at, long how_often, int how, int error) {
    strncpy(kinds, of, sizeof kinds - 1); counted = 0; first = at; times = how_often; mode = how; number = error;
}
long faultio_counted(void) { return counted; }

static int below(const char *path) {
    size_t length = strlen(folder);
    return length && path && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}
static int held(int fd) { return fd >= 0 && fd < FILES && opened[fd]; }

/* Whether this operation is the one that is struck; a kill does not come back. */
static int struck(char kind) {
    if (!strchr(kinds, kind)) return 0;
    counted++;
    if (!first || counted < first || counted - first >= times) return 0;
    if (mode == KILL || (mode == HALF_THEN_KILL && kind != 'w')) { kill(getpid(), SIGKILL); pause(); }
    errno = number;
    return 1;
}

static void note(char kind, const char *path, int64_t offset, const void *data, int64_t size) {
    if (journal < 0) return;
    int32_t length = strlen(path);
    REAL(ssize_t, "write", int, const void *, size_t);
    (void)!(real(journal, &kind, 1) + real(journal, &length, 4) + real(journal, &offset, 8) + real(journal, &size, 8)
      + real(journal, path, length) + (data ? real(journal, data, size) : 0));
}
void faultio_mark(long at) { note('k', "", at, NULL, 0); }

#define OPEN(name) int name(const char *path, int flags, ...) { \
    va_list rest; va_start(rest, flags); mode_t rights = va_arg(rest, mode_t); va_end(rest); \
    REAL(int, #name, const char *, int, mode_t); \
    int makes = below(path) && (flags & O_CREAT) && faccessat(AT_FDCWD, path, F_OK, 0); \
    if (below(path) && struck(makes ? 'c' : 'o')) return -1; \
    int fd = real(path, flags, rights); \
    if (fd >= 0 && fd < FILES) { free(opened[fd]); opened[fd] = below(path) ? strdup(path) : NULL; } \
    if (fd >= 0 && makes) note('c', path, 0, NULL, 0); \
    if (fd >= 0 && below(path) && !makes && (flags & O_TRUNC)) note('t', path, 0, NULL, 0); \
    return fd; }
OPEN(open) OPEN(open64)

int close(int fd) {
    REAL(int, "close", int);
    if (held(fd)) { free(opened[fd]); opened[fd] = NULL; }
    return real(fd);
}
ssize_t read(int fd, void *into, size_t size) {
    REAL(ssize_t, "read", int, void *, size_t);
    return held(fd) && struck('r') ? -1 : real(fd, into, size);
}
#define PREAD(name, offset_type) ssize_t name(int fd, void *into, size_t size, offset_type at) { \
    REAL(ssize_t, #name, int, void *, size_t, offset_type); \
    return held(fd) && struck('r') ? -1 : real(fd, into, size, at); }
PREAD(pread, off_t) PREAD(pread64, off64_t)

/* A write that is struck halfway has written its first half; killed then, or told so. */
#define WRITTEN(call, at) { \
    int hit = held(fd) && struck('w'); \
    if (hit && (mode == FAIL || size < 2)) { errno = number; return -1; } \
    if (hit) size /= 2; \
    int64_t offset = held(fd) ? (int64_t)(at) : 0; \
    ssize_t done = call; \
    if (held(fd) && done > 0) note('w', opened[fd], offset, from, done); \
    if (hit && mode == HALF_THEN_KILL) { kill(getpid(), SIGKILL); pause(); } \
    return done; }
ssize_t write(int fd, const void *from, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    WRITTEN(real(fd, from, size), lseek(fd, 0, SEEK_CUR))
}
#define PWRITE(name, offset_type) ssize_t name(int fd, const void *from, size_t size, offset_type at) { \
    REAL(ssize_t, #name, int, const void *, size_t, offset_type); \
    WRITTEN(real(fd, from, size, at), at) }
PWRITE(pwrite, off_t) PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, offset_type) int name(int fd, offset_type size) { \
    REAL(int, #name, int, offset_type); \
    if (held(fd) && struck('t')) return -1; \
    int done = real(fd, size); \
    if (held(fd) && !done) note('t', opened[fd], size, NULL, 0); \
    return done; }
TRUNCATE(ftruncate, off_t) TRUNCATE(ftruncate64, off64_t)
#define SYNC(name) int name(int fd) { \
    REAL(int, #name, int); \
    if (held(fd) && struck('s')) return -1; \
    if (held(fd)) note('s', opened[fd], 0, NULL, 0); \
    return held(fd) ? 0 : real(fd); }  /* the disk of these tests is the log: nothing waits for a real one */
SYNC(fsync) SYNC(fdatasync)

#define LOCK(name) int name(int fd, int command, ...) { \
    va_list rest; va_start(rest, command); void *what = va_arg(rest, void *); va_end(rest); \
    REAL(int, #name, int, int, void *); \
    return held(fd) && command == F_SETLK && struck('l') ? -1 : real(fd, command, what); }
LOCK(fcntl) LOCK(fcntl64)

#define LOOK(name, ...) { REAL(int, #name, const char *, __VA_ARGS__); \
    return below(path) && struck('a') ? -1 : real(path, what); }
int stat(const char *path, struct stat *what) LOOK(stat, struct stat *)
int stat64(const char *path, struct stat64 *what) LOOK(stat64, struct stat64 *)
int lstat(const char *path, struct stat *what) LOOK(lstat, struct stat *)
int lstat64(const char *path, struct stat64 *what) LOOK(lstat64, struct stat64 *)
int access(const char *path, int what) LOOK(access, int)
int fstat64(int fd, struct stat64 *what) {
    REAL(int, "fstat64", int, struct stat64 *);
    return held(fd) && struck('a') ? -1 : real(fd, what);
}

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    if (below(path) && struck('u')) return -1;
    int done = real(path);
    if (below(path) && !done) note('u', path, 0, NULL, 0);
    return done;
}
int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    if (below(to) && struck('n')) return -1;
    int done = real(from, to);
    if (below(to) && !done) note('n', from, 0, to, strlen(to));
    return done;
}
int mkdir(const char *path, mode_t rights) {
    REAL(int, "mkdir", const char *, mode_t);
    if (below(path) && struck('m')) return -1;
    int done = real(path, rights);
    if (below(path) && !done) note('m', path, 0, NULL, 0);
    return done;
}
