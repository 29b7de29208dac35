/*
 * Stands between a process and its disk: makes the n-th call below one directory fail, cut short, or kill, and records
 * what every call did. Preloaded (LD_PRELOAD); steered through a file that the test maps as well (FAULTS_CONTROL).
 * FaultyDisk.java knows the same layout, DiskTrace.java the same records.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { OPEN_READ = 1, OPEN_WRITE = 2, WRITE = 4, SYNC = 8, RENAME = 16, LINK = 32, UNLINK = 64, MKDIR = 128, TRUNCATE = 256, CHMOD = 512, READ = 1024 };
enum how { NOTHING, FAIL_ONCE, FAIL_ALWAYS, CUT_SHORT, KILL, FULL };

struct control {
    volatile int how, kinds, at, error, calls, hits, recording, unused;
    char root[PATH_MAX];
};

static struct control *control;
static int trace = -1;
static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name)) real(#name))

static void *real(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

__attribute__((constructor)) static void map(void) {
    const char *file = getenv("FAULTS_CONTROL"), *to = getenv("FAULTS_TRACE");
    if (!file || !to) return;
    int fd = REAL(open)(file, O_RDWR | O_CLOEXEC);
    if (fd < 0) abort();
    void *at = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) abort();
    close(fd);
    trace = REAL(open)(to, O_WRONLY | O_APPEND | O_CLOEXEC);
    control = at;
}

/* ---- which file a call is about ---- */

static int below(const char *path) {
    size_t length = strlen(control->root);
    return length && !strncmp(path, control->root, length) && (path[length] == '/' || !path[length]);
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

static int path_at(int dir, const char *name, char *path) {
    if (name[0] == '/' || dir == AT_FDCWD) {
        snprintf(path, PATH_MAX, "%s", name);
        return below(path);
    }
    char base[PATH_MAX];
    path_of(dir, base);
    if (snprintf(path, PATH_MAX, "%s/%s", base, name) >= PATH_MAX) return 0;
    return below(path);
}

static int active(void) {
    return control && (control->how || control->recording);
}

/* ---- whether it is to fail: 0 no, -1 after half of it, else an errno; called under the lock ---- */

static int grows(int fd, off_t end) {
    struct stat facts;
    return fstat(fd, &facts) || end > (off_t) facts.st_blocks * 512;
}

static int verdict(enum kind kind, int needs_room) {
    if (!control->how || !(control->kinds & kind) || (control->how == FULL && !needs_room)) return 0;
    int call = ++control->calls;
    if (call < control->at || (call > control->at && control->how == FAIL_ONCE)) return 0;
    if (control->how == CUT_SHORT) {
        if (call > control->at + 1) return 0;
        control->hits++;
        return call == control->at ? -1 : control->error;
    }
    if (control->how == KILL && call > control->at) return 0;
    control->hits++;
    if (control->how == KILL) {
        kill(getpid(), SIGKILL);
        pause();
    }
    return control->error;
}

/* ---- what was done, for who replays it ---- */

static void record(char what, const char *path, const char *other, uint64_t number, const void *data, uint32_t length) {
    if (!control->recording || trace < 0) return;
    uint32_t sizes[3] = {strlen(path), strlen(other), length};
    struct iovec parts[] = {{&what, 1}, {sizes, sizeof sizes}, {&number, sizeof number}, {(void *) path, sizes[0]}, {(void *) other, sizes[1]}, {(void *) data, length}};
    if (REAL(writev)(trace, parts, 6) < 0) abort();
}

/* ---- the calls ---- */

static int opening(int dir, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    if (!active() || !path_at(dir, name, path)) return REAL(openat)(dir, name, flags, mode);
    pthread_mutex_lock(&one);
    struct stat facts;
    int fresh = (flags & O_CREAT) && lstat(path, &facts);
    int writes = fresh || (flags & O_ACCMODE) != O_RDONLY;
    int error = verdict(writes ? OPEN_WRITE : OPEN_READ, fresh);
    int fd = error > 0 ? -1 : REAL(openat)(dir, name, flags, mode);
    if (fd >= 0 && fresh) {
        fstat(fd, &facts);
        record('O', path, "", facts.st_mode & 07777, "", 0);
    } else if (fd >= 0 && (flags & O_TRUNC)) {
        record('T', path, "", 0, "", 0);
    }
    if (error > 0) errno = error;
    pthread_mutex_unlock(&one);
    return fd;
}

#define OPENING(name, parameters, dir)                              \
    int name parameters {                                           \
        mode_t mode = 0;                                            \
        if (flags & (O_CREAT | __O_TMPFILE)) {                      \
            va_list rest;                                           \
            va_start(rest, flags);                                  \
            mode = va_arg(rest, mode_t);                            \
            va_end(rest);                                           \
        }                                                           \
        return opening(dir, path, flags, mode);                     \
    }
OPENING(open, (const char *path, int flags, ...), AT_FDCWD)
OPENING(open64, (const char *path, int flags, ...), AT_FDCWD)
OPENING(openat, (int dir, const char *path, int flags, ...), dir)
OPENING(openat64, (int dir, const char *path, int flags, ...), dir)

static ssize_t writing(int fd, const void *data, size_t length, off_t offset) {
    char path[PATH_MAX];
    if (!active() || !path_of(fd, path))
        return offset < 0 ? REAL(write)(fd, data, length) : REAL(pwrite64)(fd, data, length, offset);
    pthread_mutex_lock(&one);
    off_t at = offset;
    if (offset < 0) at = fcntl(fd, F_GETFL) & O_APPEND ? lseek(fd, 0, SEEK_END) : lseek(fd, 0, SEEK_CUR);
    int error = verdict(WRITE, grows(fd, at + length));
    if (error == -1) length = (length + 1) / 2;
    ssize_t done = -1;
    if (error > 0) errno = error;
    else done = offset < 0 ? REAL(write)(fd, data, length) : REAL(pwrite64)(fd, data, length, offset);
    int kept = errno;
    if (done > 0) record('W', path, "", at, data, done);
    errno = kept;
    pthread_mutex_unlock(&one);
    return done;
}

ssize_t write(int fd, const void *data, size_t length) { return writing(fd, data, length, -1); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return writing(fd, data, length, offset); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return writing(fd, data, length, offset); }

/* One part a call is allowed, and makes one record of each. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
    char path[PATH_MAX];
    if (!active() || !path_of(fd, path)) return REAL(writev)(fd, parts, count);
    for (int i = 0; i < count; i++)
        if (parts[i].iov_len) return writing(fd, parts[i].iov_base, parts[i].iov_len, -1);
    return 0;
}

/* Not under the lock: what is read may be long in coming. */
static int read_fails(int fd) {
    char path[PATH_MAX];
    if (!active() || !(control->kinds & READ) || !path_of(fd, path)) return 0;
    pthread_mutex_lock(&one);
    int error = verdict(READ, 0);
    pthread_mutex_unlock(&one);
    if (error > 0) errno = error;
    return error > 0;
}

ssize_t read(int fd, void *data, size_t length) { return read_fails(fd) ? -1 : REAL(read)(fd, data, length); }
ssize_t pread64(int fd, void *data, size_t length, off64_t offset) { return read_fails(fd) ? -1 : REAL(pread64)(fd, data, length, offset); }

ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) {
    char path[PATH_MAX];
    if (active() && path_of(out, path)) return errno = EINVAL, -1;
    return ((ssize_t(*)(int, int, off64_t *, size_t)) real("sendfile64"))(out, in, offset, count);
}

ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t count, unsigned flags) {
    char path[PATH_MAX];
    if (active() && path_of(out, path)) return errno = ENOSYS, -1;
    return REAL(copy_file_range)(in, from, out, to, count, flags);
}

#define ON_FILE(name, parameters, arguments, kind, what, number)    \
    int name parameters {                                           \
        char path[PATH_MAX];                                        \
        if (!active() || !path_of(fd, path)) return REAL(name) arguments; \
        pthread_mutex_lock(&one);                                   \
        int error = verdict(kind, 0);                               \
        int done = error > 0 ? -1 : REAL(name) arguments;           \
        if (!done) record(what, path, "", number, "", 0);           \
        if (error > 0) errno = error;                               \
        pthread_mutex_unlock(&one);                                 \
        return done;                                                \
    }
ON_FILE(fsync, (int fd), (fd), SYNC, 'S', 0)
ON_FILE(fdatasync, (int fd), (fd), SYNC, 'S', 0)
ON_FILE(ftruncate, (int fd, off_t length), (fd, length), TRUNCATE, 'T', length)
ON_FILE(ftruncate64, (int fd, off64_t length), (fd, length), TRUNCATE, 'T', length)
ON_FILE(fchmod, (int fd, mode_t mode), (fd, mode), CHMOD, 'C', mode)

#define ON_PATHS(name, parameters, arguments, found, kind, room, what, number)  \
    int name parameters {                                           \
        char path[PATH_MAX], other[PATH_MAX] = "";                  \
        if (!active() || !(found)) return REAL(name) arguments;     \
        pthread_mutex_lock(&one);                                   \
        int error = verdict(kind, room);                            \
        int done = error > 0 ? -1 : REAL(name) arguments;           \
        int kept = error > 0 ? error : errno;                       \
        if (!done) record(what, path, other, number, "", 0);        \
        errno = kept;                                               \
        pthread_mutex_unlock(&one);                                 \
        return done;                                                \
    }
ON_PATHS(rename, (const char *from, const char *to), (from, to), path_at(AT_FDCWD, from, path) & path_at(AT_FDCWD, to, other), RENAME, 0, 'R', 0)
ON_PATHS(renameat, (int fd, const char *from, int fe, const char *to), (fd, from, fe, to), path_at(fd, from, path) & path_at(fe, to, other), RENAME, 0, 'R', 0)
ON_PATHS(link, (const char *from, const char *to), (from, to), path_at(AT_FDCWD, from, path) & path_at(AT_FDCWD, to, other), LINK, 1, 'L', 0)
ON_PATHS(unlink, (const char *from), (from), path_at(AT_FDCWD, from, path), UNLINK, 0, 'U', 0)
ON_PATHS(rmdir, (const char *from), (from), path_at(AT_FDCWD, from, path), UNLINK, 0, 'U', 0)
ON_PATHS(unlinkat, (int fd, const char *from, int flags), (fd, from, flags), path_at(fd, from, path), UNLINK, 0, 'U', 0)
ON_PATHS(mkdir, (const char *from, mode_t mode), (from, mode), path_at(AT_FDCWD, from, path), MKDIR, 1, 'M', mode)
ON_PATHS(chmod, (const char *from, mode_t mode), (from, mode), path_at(AT_FDCWD, from, path), CHMOD, 0, 'C', mode)
