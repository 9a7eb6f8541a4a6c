#include "firmware/node/app/registers.hpp"

#include <algorithm>

#include "firmware/node/app/hmac.hpp"

namespace magpie::node {

using modbus::Exception;
namespace holding = modbus::holding;
namespace input = modbus::input;

namespace {

struct Region {
    std::uint16_t first;
    std::uint16_t words;

    [[nodiscard]] bool has(std::uint32_t address) const { return address >= first && address < first + words; }
    [[nodiscard]] bool has(std::uint16_t address, std::size_t count) const {
        return has(address) && address + count <= std::size_t{first} + words;
    }
};

constexpr Region settings_region{holding::sample_period, holding::setting_words};
constexpr Region calibration_region{holding::calibration, holding::calibration_words};
constexpr Region key_region{holding::update_key, holding::update_key_words};
constexpr Region update_region{holding::update_command, 1 + ImageDescription::words};
constexpr Region block_region{holding::block_offset, 2 + holding::block_words};
static_assert(holding::image_hmac + holding::image_hmac_words == update_region.first + update_region.words);

std::uint16_t high(std::uint32_t value) {
    return static_cast<std::uint16_t>(value >> 16U);
}
std::uint16_t low(std::uint32_t value) {
    return static_cast<std::uint16_t>(value);
}

void put(std::span<std::uint16_t> words, std::uint16_t address, modbus::Type type, std::uint32_t value) {
    if (type == modbus::Type::u32) {
        words[address] = high(value);
        words[address + std::size_t{1}] = low(value);
    } else {
        words[address] = low(value);
    }
}

}  // namespace

std::uint16_t RegisterBank::status() const {
    const auto bit = [](bool is_set, std::uint16_t mask) { return is_set ? mask : std::uint16_t{0}; };
    return static_cast<std::uint16_t>(
        bit(settings_.are_defaults(), modbus::status::settings_are_defaults) |
        bit(settings_.now() != settings_.kept(), modbus::status::settings_unsaved) |
        bit(settings_.flash_failed() || update_.flash_failed(), modbus::status::flash_failed) |
        bit(update_.is_on_trial(), modbus::status::on_trial) | bit(update_.fell_back(), modbus::status::fell_back) |
        bit(settings_.now().has_key != 0, modbus::status::has_update_key));
}

void RegisterBank::put_identity(Inputs& inputs) const {
    inputs[input::magic] = modbus::node_magic;
    inputs[input::version_of_map] = modbus::map_version;
    inputs[input::firmware_version] = update_.version();
    put(inputs, input::uptime, modbus::Type::u32, life_.uptime_s);
    inputs[input::sequence] = sampler_.last().sequence;
    inputs[input::reset_cause] = static_cast<std::uint16_t>(life_.reset_cause);
    inputs[input::suspicions] = sampler_.last().suspicions;
    inputs[input::status] = status();
    inputs[input::slot] = static_cast<std::uint16_t>(update_.slot());
    inputs[input::board] = life_.board;
}

void RegisterBank::put_values(Inputs& inputs) const {
    for (std::size_t i = 0; i < modbus::quantities.size(); ++i) {
        const auto& row = modbus::quantities[i];
        auto value = sampler_.last().values[i];
        if (row.quantity == modbus::Quantity::door) {
            value = life_.door.is_open() ? 1 : 0;
        }
        put(inputs, row.address, row.type, value ? static_cast<std::uint32_t>(*value) : modbus::absent(row.type));
        if (!value) {
            inputs[input::faults] |= modbus::bit_of(row.quantity);
        }
    }
    inputs[input::door_openings] = life_.door.openings();
}

void RegisterBank::put_counters(Inputs& inputs) const {
    const auto& counters = life_.counters;
    const auto count = [&](std::uint16_t address, std::uint32_t value) {
        put(inputs, address, modbus::Type::u32, value);
    };
    count(input::requests, counters.requests);
    count(input::answers, counters.answers);
    count(input::crc_errors, counters.crc_errors);
    count(input::short_frames, counters.short_frames);
    count(input::long_frames, counters.long_frames);
    count(input::for_others, counters.for_others);
    count(input::exceptions, counters.exceptions);
    count(input::line_errors, line_.errors());
}

Exception RegisterBank::read_input(std::uint16_t address, std::span<std::uint16_t> words) {
    if (address + words.size() > input_words) {
        return Exception::address;
    }
    Inputs inputs{};
    put_identity(inputs);
    put_values(inputs);
    put_counters(inputs);
    inputs[input::update_state] = static_cast<std::uint16_t>(update_.state());
    inputs[input::update_fault] = static_cast<std::uint16_t>(update_.fault());
    put(inputs, input::update_written, modbus::Type::u32, update_.written());
    std::copy_n(inputs.begin() + address, words.size(), words.begin());
    return Exception::none;
}

std::optional<std::uint16_t> RegisterBank::holding_word(std::uint16_t address) const {
    const auto& settings = settings_.now();
    switch (address) {
        case holding::sample_period:
            return settings.sample_period;
        case holding::address:
            return settings.address;
        case holding::baud:
            return settings.baud;
        case holding::parity:
            return settings.parity;
        case holding::heartbeat:
            return settings.heartbeat;
        case holding::block_offset:
            return high(block_offset_);
        case holding::block_offset + 1:
            return low(block_offset_);
        default:
            break;
    }
    if (calibration_region.has(address)) {
        const auto& calibration = settings.calibration[(address - holding::calibration) / 2U];
        return address % 2 == 0 ? static_cast<std::uint16_t>(calibration.offset) : calibration.gain;
    }
    if (update_region.has(address) && address != holding::update_command) {
        return described_.registers[std::size_t{address} - holding::image_size];
    }
    return std::nullopt;
}

Exception RegisterBank::read_holding(std::uint16_t address, std::span<std::uint16_t> words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto word = holding_word(static_cast<std::uint16_t>(address + i));
        if (!word || address + i > 0xFFFF) {
            return Exception::address;
        }
        words[i] = *word;
    }
    return Exception::none;
}

Exception RegisterBank::write_holding(std::uint16_t address, std::span<const std::uint16_t> words) {
    if (settings_region.has(address, words.size())) {
        return write_settings(address, words);
    }
    if (calibration_region.has(address, words.size())) {
        return write_calibration(address, words);
    }
    if (key_region.has(address, words.size())) {
        return write_key(words);
    }
    if (update_region.has(address, words.size())) {
        return write_update(address, words);
    }
    if (block_region.has(address, words.size())) {
        return write_block(words);
    }
    return Exception::address;
}

Exception RegisterBank::write_settings(std::uint16_t first, std::span<const std::uint16_t> words) {
    auto wanted = settings_.now();
    bool is_kept = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto word = words[i];
        switch (first + i) {
            case holding::sample_period:
                wanted.sample_period = word;
                break;
            case holding::address:
                wanted.address = word;
                break;
            case holding::baud:
                wanted.baud = word;
                break;
            case holding::parity:
                wanted.parity = word;
                break;
            case holding::heartbeat:
                wanted.heartbeat = word;
                break;
            default:
                if (word != modbus::keep_word) {
                    return Exception::value;
                }
                is_kept = true;
                break;
        }
    }
    if (!is_valid(wanted)) {
        return Exception::value;
    }
    if (is_kept) {
        return settings_.keep(wanted) ? Exception::none : Exception::device_failure;
    }
    settings_.set(wanted);
    return Exception::none;
}

Exception RegisterBank::write_calibration(std::uint16_t first, std::span<const std::uint16_t> words) {
    auto wanted = settings_.now();
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto at = first - holding::calibration + i;
        auto& calibration = wanted.calibration[at / 2];
        if (at % 2 == 0) {
            calibration.offset = static_cast<std::int16_t>(words[i]);
        } else {
            calibration.gain = words[i];
        }
    }
    if (!is_valid(wanted)) {
        return Exception::value;
    }
    settings_.set(wanted);
    return Exception::none;
}

Exception RegisterBank::write_key(std::span<const std::uint16_t> words) {
    if (words.size() != holding::update_key_words) {
        return Exception::value;
    }
    Digest key{};
    for (std::size_t i = 0; i < words.size(); ++i) {
        key[2 * i] = static_cast<std::uint8_t>(words[i] >> 8U);
        key[2 * i + 1] = static_cast<std::uint8_t>(words[i]);
    }
    const auto& settings = settings_.now();
    if (settings.has_key != 0) {
        // The same again: the answer was lost, perhaps.
        return are_equal(settings.key, key) ? Exception::none : Exception::value;
    }
    return settings_.keep_key(key) ? Exception::none : Exception::device_failure;
}

Exception RegisterBank::write_update(std::uint16_t first, std::span<const std::uint16_t> words) {
    auto described = described_;
    auto command = modbus::UpdateCommand::none;
    if (first == holding::update_command) {
        command = static_cast<modbus::UpdateCommand>(words[0]);
        words = words.subspan(1);
        ++first;
    }
    std::copy(words.begin(), words.end(), described.registers.begin() + (first - holding::image_size));
    const auto exception = update_.command(command, described);
    if (exception == Exception::none) {
        described_ = described;
    }
    return exception;
}

Exception RegisterBank::write_block(std::span<const std::uint16_t> words) {
    if (words.size() != block_region.words) {
        return Exception::value;
    }
    const std::uint32_t offset = std::uint32_t{words[0]} << 16U | words[1];
    const auto exception = update_.block(offset, words.subspan<2, holding::block_words>());
    if (exception == Exception::none) {
        block_offset_ = offset;
    }
    return exception;
}

}  // namespace magpie::node
