#ifndef TILE_CONFIGURATION_H
#define TILE_CONFIGURATION_H

#include <stdint.h>

// What LDTILECFG reads.
struct tile_configuration {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
};

#endif
