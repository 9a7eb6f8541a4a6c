// Writes docs/registers.md from the register map, or checks that the committed page still is what the map says:
//   magpie_registers_page docs/registers.md      magpie_registers_page --check docs/registers.md

#include <fstream>
#include <initializer_list>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "wire/modbus/register_map.hpp"

namespace {

using namespace magpie::modbus;

constexpr std::string_view before = R"(# Registers of the sensor node

Generated from `wire/modbus/register_map.hpp` and `quantity.hpp`; change those tables, then run `script/docs`.

For whoever reads a node with a Modbus master of their own. The node is a slave on RS-485 (Modbus RTU), by default at
address 1 with 19200 Bd, 8 data bits, even parity. It knows the functions 03 (read holding), 04 (read input), 06 (write
one) and 16 (write several). Addresses are those of the PDU, from 0: where a tool counts from 30001 or 40001, add that.

* Bytes are big-endian, and of two registers the high word comes first. `s16` is two's complement.
* A value that is **absent** reads 0x8000 (`s16`), 0xFFFF (`u16`) or 0xFFFFFFFF (`u32`), and its bit in `faults` is set. It
  is never a reading. Bits of `faults` and `suspicions` are in the order of the table of values, from bit 0.
* An address that is in no table, or that can only be written, is exception 02; a value that a register cannot take is
  03; what flash does not take is 04; what cannot be done now is 06. A write of several registers is taken as a whole or
  not at all. Whatever is broken, or for another address, is answered by silence.
* A frame ends after 10 ms of silence. Leave as much before each request, also behind an answer of another slave, and
  wait a second for an answer (three where `activate` was written), then ask again.
* Read `sequence` together with the values: the same one again is the same sample. `door` alone does not wait for a
  sample; `door openings` shows what happened between two polls.

With `mbpoll`, identity, values and counters in one request, and the settings:

```
mbpoll -m rtu -a 1 -b 19200 -P even -t 3:hex -0 -r 0 -c 48 -1 /dev/ttyUSB0
mbpoll -m rtu -a 1 -b 19200 -P even -t 4 -0 -r 0 -c 5 -1 /dev/ttyUSB0
```
)";

constexpr std::string_view behind = R"(
## Changing settings

What is written holds at once, but for address, baud and parity, and until the next reset. Writing 0x5AFE to `keep` puts
settings and calibration into flash; address, baud and parity change then, after the answer has left. To give a node
address 7 and a sample every 5 s, in one write of the six registers from 0:

```
mbpoll -m rtu -a 1 -b 19200 -P even -t 4 -0 -r 0 /dev/ttyUSB0 50 7 192 2 0 23294
```

A calibration holds from the next sample: value = measured * gain / 10000 + offset, in the steps of its quantity. What
that moves past the ends of the range by up to a fiftieth of it stands at the end; what goes further is absent.

## Updating the firmware

A node has two slots for images, and never writes into the one it runs from. An image is linked for one slot: read `slot`,
and send the one for the other. Once in its life a node is given its update key, 32 bytes in one write; whoever signs
images has the same.

1. Write `update command` 1 (begin) together with `image size`, `image CRC`, `image version` and `image HMAC`: 22 registers
   from 128. Exception 03 means that the node will not; `update fault` says why. Exception 06: the image that runs is on
   trial, confirm it first.
2. Write the image in blocks of 128 bytes, each with its offset: 66 registers from 160, in order; byte 0 of the block is the
   high byte of register 162. The last is filled with 0xFF. Where no answer came, send the same block again. After
   exception 03 go on at `update written`. Exception 04: flash did not take it, and the update is over.
3. When `update state` is 2, write `update command` 2 (activate). The node checks CRC, HMAC and vectors of what is in flash,
   and answers; then it resets itself into the new image. Exception 03: it is none, and `update fault` says why.
4. Read the identity. With the new `firmware version`, the values as they should be and bit 3 of `status` set, write
   `update command` 4 (confirm). Otherwise do nothing.

An image that is not confirmed gets three starts of ten minutes each; then the one before is back, bit 4 of `status` is set
and `update fault` is 9. A node that loses its power on the way begins again at step 1, or with the new image once
`activate` had been answered: at no moment is there nothing to start. `update command` 3 (abort) gives an update up.
)";

std::string_view word(Type type) {
    return type == Type::u16 ? "u16" : type == Type::s16 ? "s16" : "u32";
}

std::string_view word(Access access) {
    return access == Access::read ? "read" : access == Access::write ? "write" : "read, write";
}

/// `value` steps in units: as many decimals as there are zeros in `steps`.
std::string in_units(std::int32_t value, std::int32_t steps) {
    std::string text = std::to_string(value / steps);
    const auto rest = value % steps;
    if (rest != 0) {
        auto decimals = std::to_string(steps + (rest < 0 ? -rest : rest)).substr(1);
        decimals.erase(decimals.find_last_not_of('0') + 1);
        text += "." + decimals;
    }
    return text;
}

std::string addresses(std::uint16_t first, int words) {
    return std::to_string(first) + (words > 1 ? "-" + std::to_string(first + words - 1) : "");
}

void add_row(std::string& text, std::initializer_list<std::string_view> cells) {
    for (const auto cell : cells) {
        text.append("| ").append(cell).append(" ");
    }
    text += "|\n";
}

std::string values() {
    std::string text =
        "\n## Values (function 04)\n\n"
        "| address | type | quantity | one step | range | absent | bit | |\n|---|---|---|---|---|---|---|---|\n";
    for (const auto& row : quantities) {
        const std::string range = in_units(row.low, row.steps) + " to " + in_units(row.high, row.steps);
        const std::string_view none = row.type == Type::u32   ? "0xFFFFFFFF"
                                      : row.type == Type::s16 ? "0x8000"
                                                              : "0xFFFF";
        // A door has states and no steps.
        const auto step = (row.high == 1 ? "" : in_units(1, row.steps) + " ").append(row.unit);
        add_row(text, {addresses(row.address, words(row.type)), word(row.type), row.name, step, range, none,
                       std::to_string(static_cast<int>(row.quantity)), row.help});
    }
    return text;
}

std::string rows(std::string_view title, bool is_holding) {
    std::string text =
        "\n## " + std::string(title) + "\n\n| address | type | register | access | |\n|---|---|---|---|---|\n";
    for (const auto& row : registers) {
        if (row.is_holding == is_holding) {
            const int all = row.count * words(row.type);
            const auto type =
                std::string(word(row.type)).append(row.count > 1 ? " x " + std::to_string(row.count) : "");
            add_row(text, {addresses(row.address, all), type, row.name, word(row.access), row.help});
        }
    }
    return text;
}

std::string page() {
    return std::string(before) + values() + rows("Identity, counters and update (function 04)", false) +
           rows("Settings and commands (functions 03, 06 and 16)", true) + std::string(behind);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2) {
        std::ofstream(argv[1]) << page();
        return 0;
    }
    if (argc == 3 && std::string_view(argv[1]) == "--check") {
        std::ifstream file(argv[2]);
        const std::string committed{std::istreambuf_iterator<char>(file), {}};
        if (committed == page()) {
            return 0;
        }
        std::cerr << argv[2] << " is not what the register map says; run script/docs\n";
        return 1;
    }
    std::cerr << "usage: magpie_registers_page [--check] FILE\n";
    return 2;
}
