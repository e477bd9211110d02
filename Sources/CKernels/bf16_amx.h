// What bodies of products of bfloat16 numbers by tiles are compiled with for AMX.

#define TARGET __attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512vl,avx2,fma")))
#define TILE_CONFIGURE _tile_loadconfig
#define TILE_ZERO _tile_zero
#define TILE_LOAD _tile_loadd
#define TILE_STORE _tile_stored
#define TILE_MULTIPLY _tile_dpbf16ps
#define TILE_RELEASE _tile_release
