#include "agent/sources/pole/node_update.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <boost/crc.hpp>

namespace magpie::agent {

namespace {

using namespace std::chrono_literals;
using modbus::UpdateCommand;
using modbus::UpdateFault;
namespace holding = modbus::holding;
namespace input = modbus::input;

constexpr unsigned most_attempts = 3;
constexpr Milliseconds between_attempts = 1h;
/// A block may be lost on a noisy line, and so may its answer.
constexpr unsigned most_silences = 20;
/// Three starts of ten minutes, after which the node is back by itself.
constexpr Milliseconds longest_trial = 35min;
/// So often it says who it is before it is believed to be well.
constexpr unsigned polls_of_a_well_node = 5;

/// As they stand behind "update_" in the label `reason`.
constexpr std::array<std::string_view, modbus::update_fault_count> fault_reasons{
    "update_refused", "update_no_key", "update_size",      "update_version", "update_flash",
    "update_order",   "update_crc",    "update_signature", "update_image",   "update_not_healthy"};

void push32(std::vector<std::uint16_t>& words, std::uint32_t value) {
    words.push_back(static_cast<std::uint16_t>(value >> 16U));
    words.push_back(static_cast<std::uint16_t>(value));
}

void push_bytes(std::vector<std::uint16_t>& words, std::span<const std::uint8_t> bytes) {
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        words.push_back(modbus::word_at(bytes, i));
    }
}

std::uint32_t crc_of(const std::string& image) {
    boost::crc_32_type crc;
    crc.process_bytes(image.data(), image.size());
    return crc.checksum();
}

/// Over size, CRC and version as they stand in the registers, and the image behind them.
NodeKey hmac_of(const NodeKey& key, std::span<const std::uint16_t> described, const std::string& image) {
    std::string message;
    for (const auto word : described) {
        message += static_cast<char>(word >> 8U);
        message += static_cast<char>(word & 0xFFU);
    }
    message += image;
    NodeKey digest{};
    ::HMAC(::EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(), nullptr);
    return digest;
}

}  // namespace

bool NodeUpdate::wants_turn() const {
    return step_ != Step::idle && step_ != Step::trial;
}

NodeUpdate::Done NodeUpdate::polled(std::span<const std::uint16_t> identity, const Now& now) {
    const auto version = identity[input::firmware_version];
    const auto status = identity[input::status];
    const bool on_trial = (status & modbus::status::on_trial) != 0;
    running_slot_ = std::min<std::size_t>(identity[input::slot], 1);
    if (version == image_.version && on_trial) {
        // Also of an update that a run before this one has begun.
        if (step_ != Step::confirm && ++good_polls_ >= polls_of_a_well_node) {
            step_ = Step::confirm;
        }
        return {};
    }
    if (step_ == Step::trial) {
        return judge_trial(version, status, now);
    }
    if (version >= image_.version || identity[input::board] != image_.board) {
        step_ = Step::idle;
        return {};
    }
    const bool may_try = attempts_ < most_attempts && (!not_before_ || now.mono >= *not_before_) && !on_trial;
    if (step_ == Step::idle && may_try) {
        step_ = (status & modbus::status::has_update_key) == 0 ? Step::key : Step::begin;
        silences_ = 0;
        good_polls_ = 0;
    }
    return {};
}

NodeUpdate::Done NodeUpdate::judge_trial(std::uint16_t version, std::uint16_t status, const Now& now) {
    if (version == image_.version) {
        step_ = Step::idle;
    } else if ((status & modbus::status::fell_back) != 0 || now.mono >= trial_until_) {
        return give_up("update_not_healthy", now);
    } else if (unheard_ && ++good_polls_ >= polls_of_a_well_node) {
        good_polls_ = 0;
        step_ = Step::activate;
    }
    return {};
}

NodeUpdate::Done NodeUpdate::turn(ModbusLine& line, std::uint8_t address, const Now& now) {
    switch (step_) {
        case Step::key: {
            std::vector<std::uint16_t> words;
            push_bytes(words, key_);
            return write(line, address, holding::update_key, words, Step::begin, now);
        }
        case Step::begin:
            return write_begin(line, address, now);
        case Step::block:
            return write_block(line, address, now);
        case Step::activate:
            return write_activate(line, address, now);
        case Step::confirm: {
            const std::uint16_t command[]{static_cast<std::uint16_t>(UpdateCommand::confirm)};
            return write(line, address, holding::update_command, command, Step::idle, now);
        }
        case Step::idle:
        case Step::trial:
            break;
    }
    return {};
}

NodeUpdate::Done NodeUpdate::write(ModbusLine& line, std::uint8_t address, std::uint16_t first,
                                   std::span<const std::uint16_t> words, Step next, const Now& now) {
    line.flush();
    const auto written = line.write(address, first, words);
    if (written) {
        silences_ = 0;
        step_ = next;
        return {};
    }
    if (is_worth_another_try(written.error())) {
        // The node may have heard it all the same, and takes each of these again.
        return ++silences_ < most_silences ? Done{} : give_up("update_silent", now);
    }
    return ask_why(line, address, now);
}

NodeUpdate::Done NodeUpdate::write_begin(ModbusLine& line, std::uint8_t address, const Now& now) {
    const auto& image = slot_image();
    std::vector<std::uint16_t> words{static_cast<std::uint16_t>(UpdateCommand::begin)};
    push32(words, static_cast<std::uint32_t>(image.size()));
    push32(words, crc_of(image));
    words.push_back(image_.version);
    push_bytes(words, hmac_of(key_, std::span(words).subspan(1), image));
    written_ = 0;
    return write(line, address, holding::update_command, words, Step::block, now);
}

NodeUpdate::Done NodeUpdate::write_block(ModbusLine& line, std::uint8_t address, const Now& now) {
    const auto& image = slot_image();
    std::array<std::uint8_t, modbus::block_bytes> bytes;
    bytes.fill(0xFF);
    const auto end = std::min(written_ + modbus::block_bytes, image.size());
    std::copy(image.begin() + static_cast<std::ptrdiff_t>(written_), image.begin() + static_cast<std::ptrdiff_t>(end),
              bytes.begin());
    std::vector<std::uint16_t> words;
    push32(words, static_cast<std::uint32_t>(written_));
    push_bytes(words, bytes);
    const auto next = end == image.size() ? Step::activate : Step::block;
    const auto from = std::exchange(written_, end);
    auto done = write(line, address, holding::block_offset, words, next, now);
    if (silences_ > 0 && written_ == end) {
        written_ = from;  // once more
    }
    return done;
}

NodeUpdate::Done NodeUpdate::write_activate(ModbusLine& line, std::uint8_t address, const Now& now) {
    const std::uint16_t command[]{static_cast<std::uint16_t>(UpdateCommand::activate)};
    trial_until_ = now.mono + longest_trial;
    good_polls_ = 0;
    const auto before = silences_;
    auto done = write(line, address, holding::update_command, command, Step::trial, now);
    // It checks the image before it answers, and restarts once it has: whether it heard, its polls tell.
    unheard_ = done && silences_ > before;
    step_ = unheard_ ? Step::trial : step_;
    return done;
}

NodeUpdate::Done NodeUpdate::ask_why(ModbusLine& line, std::uint8_t address, const Now& now) {
    std::array<std::uint16_t, input::update_words> words{};
    line.flush();
    const auto said =
        line.read(address, {modbus::Function::read_input, input::update_state, input::update_words}, words);
    const auto fault = said ? words[input::update_fault - input::update_state] : std::uint16_t{0};
    if (fault == static_cast<std::uint16_t>(UpdateFault::order) && ++silences_ < most_silences) {
        constexpr std::size_t at = input::update_written - input::update_state;
        const auto has = std::uint32_t{words[at]} << 16U | words[at + 1];
        written_ = std::min<std::size_t>(has, slot_image().size());
        step_ = written_ == slot_image().size() ? Step::activate : Step::block;
        return {};
    }
    return give_up(fault < fault_reasons.size() ? fault_reasons[fault] : fault_reasons[0], now);
}

tl::unexpected<std::string_view> NodeUpdate::give_up(std::string_view reason, const Now& now) {
    step_ = Step::idle;
    ++attempts_;
    not_before_ = now.mono + between_attempts;
    return tl::unexpected(reason);
}

}  // namespace magpie::agent
