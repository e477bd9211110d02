#ifndef TILE_CONFIGURATION_H
#define TILE_CONFIGURATION_H

#include <stdint.h>

// What LDTILECFG reads.
struct tile_configuration {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
};

// All tiles with 16 rows of 64 bytes.
static inline struct tile_configuration whole_tiles(void) {
    struct tile_configuration configuration = {.palette = 1};
    for (int tile = 0; tile < 8; tile++) {
        configuration.rows[tile] = 16;
        configuration.row_bytes[tile] = 64;
    }
    return configuration;
}

#endif
