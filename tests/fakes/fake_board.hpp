#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "firmware/node/hal/board.hpp"
#include "firmware/node/hal/layout.hpp"
#include "wire/modbus/register_map.hpp"

namespace magpie::fakes {

/// Thrown out of the flash at the moment the power is cut; the application that was running is gone.
struct PowerCut {};

/// A sensor node's board, to which everything happens that a test says. What is in flash stays when the application is
/// built anew, as after a reset.
class FakeBoard {
  public:
    static constexpr std::uint16_t kind = 2;

    [[nodiscard]] node::hal::Board board() { return {kind, chip_, bus_, particles_, i2c_, flash_}; }

    // Time and the chip.
    void passes(std::uint32_t ms) { chip_.now_ms += ms; }
    [[nodiscard]] std::uint32_t now_ms() const { return chip_.now_ms; }
    void door_opens() { chip_.is_open = true; }
    void door_closes() { chip_.is_open = false; }
    void came_up_by(modbus::ResetCause cause) { chip_.cause = cause; }
    [[nodiscard]] const std::vector<modbus::ResetCause>& resets() const { return chip_.resets; }
    void forgets_resets() { chip_.resets.clear(); }
    [[nodiscard]] unsigned watchdog_fed() const { return chip_.fed; }

    // The RS-485 line.
    void bytes_arrive(std::span<const std::uint8_t> bytes) { bus_.arrive(bytes); }
    void bad_byte_arrives() { bus_.listener->byte_was_bad(); }
    void silence() { bus_.listener->line_fell_silent(); }
    /// An answer stays on its way until answer_leaves().
    void line_is_slow() { bus_.is_slow = true; }
    void answer_leaves() { bus_.is_busy = false; }
    /// What was sent since it was last asked.
    [[nodiscard]] std::vector<std::uint8_t> sent() { return std::exchange(bus_.sent, {}); }
    /// The same without taking it.
    [[nodiscard]] std::span<const std::uint8_t> seen() const { return bus_.sent; }
    void forgets_sent() { bus_.sent.clear(); }
    [[nodiscard]] node::hal::SerialFormat format() const { return bus_.format; }

    // The sensors.
    /// `value` in thousandths of a degree, millivolts or milliamperes; for a transducer in millivolts at the converter.
    void sensor_gives(modbus::Quantity quantity, std::int32_t value);
    void particles_arrive(std::span<const std::uint8_t> bytes) { particles_.arrive(bytes); }
    void bad_particle_arrives() { particles_.listener->byte_was_bad(); }
    /// Nobody answers at this address of the I2C bus any more.
    void wire_breaks(std::uint8_t address) { i2c_.broken.insert(address); }
    void wire_mends(std::uint8_t address) { i2c_.broken.erase(address); }
    /// The bus is held low: each call takes its 10 ms.
    void bus_hangs() { i2c_.is_hung = true; }
    /// All bits of what is read are ones, as where nobody pulls the line low.
    void bus_floats() { i2c_.floats = true; }
    [[nodiscard]] std::uint8_t tmp105_configuration() const { return i2c_.configuration; }
    /// The chip lost its power for a moment.
    void tmp105_forgets() { i2c_.configuration = 0; }

    // Flash.
    /// In the middle of what comes after so many more steps: a byte written is one, half a page erased is one.
    void power_is_cut_after(std::uint32_t steps) { flash_.steps_left = steps; }
    void power_stays() { flash_.steps_left.reset(); }
    [[nodiscard]] std::uint32_t flash_steps() const { return flash_.steps; }
    void flash_wears_out() { flash_.is_worn = true; }
    void flash_is_replaced() { flash_.is_worn = false; }
    [[nodiscard]] std::span<std::uint8_t> flash_bytes() { return flash_.bytes; }
    [[nodiscard]] node::hal::Flash& flash() { return flash_; }
    [[nodiscard]] bool flash_was_written() const { return flash_.was_written; }
    /// As it leaves the factory.
    void flash_is_blank();

  private:
    static void must(bool holds, const char* what) {
        if (!holds) {
            std::fprintf(stderr, "the application %s\n", what);
            std::abort();
        }
    }

    struct Chip final : node::hal::Chip {
        [[nodiscard]] std::uint32_t milliseconds() const override { return now_ms; }
        void feed_watchdog() override { ++fed; }
        void reset(modbus::ResetCause why) override { resets.push_back(why); }
        [[nodiscard]] modbus::ResetCause reset_cause() const override { return cause; }
        [[nodiscard]] bool door_is_open() const override { return is_open; }

        // Not long before it goes over to 0.
        std::uint32_t now_ms = 0xFFFFFC00;
        unsigned fed = 0;
        std::vector<modbus::ResetCause> resets{};
        modbus::ResetCause cause = modbus::ResetCause::power;
        bool is_open = false;
    };

    struct Serial final : node::hal::Serial {
        void open(const node::hal::SerialFormat& wanted, std::uint32_t, node::hal::SerialListener& hears) override {
            format = wanted;
            listener = &hears;
            is_busy = false;
        }
        void send(std::span<const std::uint8_t> bytes) override {
            must(!is_busy, "sends while it sends");
            sent.insert(sent.end(), bytes.begin(), bytes.end());
            is_busy = is_slow;
        }
        [[nodiscard]] bool is_sending() const override { return is_busy; }
        void arrive(std::span<const std::uint8_t> bytes) const {
            for (const auto byte : bytes) {
                listener->byte_came(byte);
            }
        }

        node::hal::SerialFormat format{};
        node::hal::SerialListener* listener = nullptr;
        std::vector<std::uint8_t> sent{};
        bool is_slow = false;
        bool is_busy = false;
    };

    struct I2c final : node::hal::I2c {
        explicit I2c(Chip& of) : chip(of) {}

        bool write(std::uint8_t address, std::span<const std::uint8_t> bytes) override;
        bool read(std::uint8_t address, std::span<std::uint8_t> bytes) override;
        [[nodiscard]] bool answers(std::uint8_t address) const;
        [[nodiscard]] std::uint16_t word() const;

        Chip& chip;
        std::set<std::uint8_t> broken{};
        bool is_hung = false;
        bool floats = false;
        std::uint8_t command = 0;
        std::uint8_t page = 0;
        std::uint8_t asked = 0;  // whom
        std::uint8_t configuration = 0;
        std::int32_t millidegrees = 20'000;
        std::int32_t millivolts = 24'000;
        std::int32_t milliamperes = 2'000;
        std::array<std::uint16_t, 16> channels{1650, 550, 2500, 525, 510};
    };

    struct Flash final : node::hal::Flash {
        Flash() : bytes(node::layout::flash_bytes, 0xFF) {}

        bool erase(std::uint32_t offset) override;
        bool write(std::uint32_t offset, std::span<const std::uint8_t> data) override;
        [[nodiscard]] std::span<const std::uint8_t> at(std::uint32_t offset, std::size_t count) const override {
            must(offset + count <= bytes.size(), "reads past the flash");
            return std::span(bytes).subspan(offset, count);
        }
        void step() {
            ++steps;
            if (steps_left && (*steps_left)-- == 0) {
                steps_left.reset();
                throw PowerCut{};
            }
        }

        std::vector<std::uint8_t> bytes;
        std::uint32_t steps = 0;
        std::optional<std::uint32_t> steps_left{};
        bool is_worn = false;
        bool was_written = false;
    };

    Chip chip_;
    Serial bus_;
    Serial particles_;
    I2c i2c_{chip_};
    Flash flash_;
};

inline void FakeBoard::flash_is_blank() {
    if (std::exchange(flash_.was_written, false)) {
        std::fill(flash_.bytes.begin(), flash_.bytes.end(), std::uint8_t{0xFF});
    }
}

inline bool FakeBoard::Flash::erase(std::uint32_t offset) {
    must(offset % page_bytes == 0 && offset + page_bytes <= bytes.size(), "erases what is no page");
    was_written = true;
    if (is_worn) {
        return false;
    }
    for (std::uint32_t half = 0; half < 2; ++half) {
        step();
        std::fill_n(bytes.begin() + offset + half * page_bytes / 2, page_bytes / 2, std::uint8_t{0xFF});
    }
    return true;
}

inline bool FakeBoard::Flash::write(std::uint32_t offset, std::span<const std::uint8_t> data) {
    must(offset % 4 == 0 && data.size() % 4 == 0 && offset + data.size() <= bytes.size(), "writes past a word");
    was_written = true;
    if (is_worn) {
        return false;
    }
    for (std::size_t i = 0; i < data.size(); ++i) {
        step();
        bytes[offset + i] &= data[i];
    }
    return std::equal(data.begin(), data.end(), bytes.begin() + offset);
}

inline bool FakeBoard::I2c::answers(std::uint8_t address) const {
    if (is_hung) {
        chip.now_ms += 10;
        return false;
    }
    const node::hal::I2cAddresses known{};
    return !broken.contains(address) &&
           (address == known.tmp105 || address == known.adm1272 || address == known.max34451);
}

inline bool FakeBoard::I2c::write(std::uint8_t address, std::span<const std::uint8_t> bytes) {
    if (!answers(address)) {
        return false;
    }
    asked = address;
    command = bytes[0];
    if (bytes.size() == 2 && address == node::hal::I2cAddresses{}.tmp105 && command == 1) {
        configuration = bytes[1];
    }
    if (bytes.size() == 2 && address == node::hal::I2cAddresses{}.max34451 && command == 0) {
        page = bytes[1];
    }
    return true;
}

/// As its datasheet lets it lie on the bus, first byte high.
inline std::uint16_t FakeBoard::I2c::word() const {
    const node::hal::I2cAddresses known{};
    const auto swapped = [](std::int32_t value) {
        return static_cast<std::uint16_t>(((value & 0xFF) << 8) | ((value >> 8) & 0xFF));
    };
    if (asked == known.tmp105) {
        const auto kept = configuration == 0x60 ? 0xFFF0 : 0xFF80;
        return static_cast<std::uint16_t>((millidegrees * 256 / 1000) & kept);
    }
    if (asked == known.adm1272) {
        return swapped(command == 0x88 ? millivolts * 4062 / 100'000 : 2048 + milliamperes * 1989 / 100'000);
    }
    return swapped(channels.at(page));
}

inline bool FakeBoard::I2c::read(std::uint8_t address, std::span<std::uint8_t> bytes) {
    if (!answers(address)) {
        return false;
    }
    const auto value = floats ? std::uint16_t{0xFFFF} : word();
    bytes[0] = static_cast<std::uint8_t>(value >> 8);
    bytes[1] = static_cast<std::uint8_t>(value);
    return true;
}

inline void FakeBoard::sensor_gives(modbus::Quantity quantity, std::int32_t value) {
    using modbus::Quantity;
    static const std::map<Quantity, std::size_t> pages{{Quantity::humidity, 0},
                                                       {Quantity::noise, 1},
                                                       {Quantity::light, 2},
                                                       {Quantity::tilt, 3},
                                                       {Quantity::vibration, 4}};
    if (const auto page = pages.find(quantity); page != pages.end()) {
        i2c_.channels.at(page->second) = static_cast<std::uint16_t>(value);
    } else if (quantity == Quantity::temperature) {
        i2c_.millidegrees = value;
    } else if (quantity == Quantity::supply_voltage) {
        i2c_.millivolts = value;
    } else {
        must(quantity == Quantity::supply_current, "has no such sensor");
        i2c_.milliamperes = value;
    }
}

}  // namespace magpie::fakes
