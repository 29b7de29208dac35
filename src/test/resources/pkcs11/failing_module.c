/* A PKCS #11 module that is the one named by BEHIND, but for one function, by its place in CK_FUNCTION_LIST, which returns a
   value of the environment's choice: FAILING_FUNCTION=43 FAILING_WITH=0x32 is a token that was taken out before C_Sign. */
#include <dlfcn.h>
#include <stdlib.h>

struct functions {
    unsigned char version[2];
    void *function[68];
};

static struct functions mine;

static unsigned long fail(void) { return strtoul(getenv("FAILING_WITH"), 0, 0); }

unsigned long C_GetFunctionList(struct functions **list) {
    struct functions *behind;
    void *module = dlopen(getenv("BEHIND"), RTLD_NOW | RTLD_LOCAL);
    unsigned long (*get)(struct functions **) = module ? dlsym(module, "C_GetFunctionList") : 0;
    if (!get || get(&behind)) return 5;
    mine = *behind;
    mine.function[atoi(getenv("FAILING_FUNCTION"))] = fail;
    *list = &mine;
    return 0;
}
