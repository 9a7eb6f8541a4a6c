#include "firmware/node/app/update.hpp"

#include <algorithm>

#include "firmware/node/app/crc32.hpp"
#include "firmware/node/app/hmac.hpp"
#include "firmware/node/app/image.hpp"
#include "firmware/node/hal/layout.hpp"

namespace magpie::node {

using modbus::Exception;
using modbus::UpdateCommand;
using modbus::UpdateFault;
using modbus::UpdateState;

namespace {

constexpr std::uint32_t vector_table_bytes = 8;
using BlockBytes = std::array<std::uint8_t, modbus::block_bytes>;

void put_word(std::uint16_t word, std::span<std::uint8_t> bytes, std::size_t index) {
    bytes[2 * index] = static_cast<std::uint8_t>(word >> 8U);
    bytes[2 * index + 1] = static_cast<std::uint8_t>(word);
}

}  // namespace

Update::Update(hal::Flash& flash, const SettingsStore& settings, unsigned slot, std::uint16_t version)
    : flash_(flash),
      settings_(settings),
      slot_(static_cast<std::uint8_t>(slot)),
      version_(version),
      record_(read_boot_record(flash)) {
    if (fell_back()) {
        fault_ = UpdateFault::not_healthy;
    }
}

Exception Update::give_up(UpdateFault fault) {
    state_ = UpdateState::idle;
    fault_ = fault;
    flash_failed_ = fault == UpdateFault::flash;
    return flash_failed_ ? Exception::device_failure : Exception::value;
}

bool Update::write_record(const BootRecord& record) {
    if (record != record_) {
        if (!write_boot_record(flash_, record)) {
            return false;
        }
        record_ = record;
    }
    return true;
}

Exception Update::command(UpdateCommand command, const ImageDescription& described) {
    switch (command) {
        case UpdateCommand::none:
            return Exception::none;
        case UpdateCommand::begin:
            return begin(described);
        case UpdateCommand::activate:
            return activate();
        case UpdateCommand::abort:
            if (state_ == UpdateState::restarting) {
                return Exception::busy;
            }
            state_ = UpdateState::idle;
            fault_ = UpdateFault::none;
            written_ = 0;
            return Exception::none;
        case UpdateCommand::confirm:
            return confirm();
    }
    return Exception::value;
}

Exception Update::begin(const ImageDescription& described) {
    // The image on trial must not overwrite the one that the node would fall back to.
    if (state_ == UpdateState::restarting || is_on_trial()) {
        return Exception::busy;
    }
    written_ = 0;
    last_block_ = 0;
    if (settings_.now().has_key == 0) {
        return give_up(UpdateFault::no_key);
    }
    if (described.size() < vector_table_bytes || described.size() > layout::slot_bytes) {
        return give_up(UpdateFault::size);
    }
    if (described.version() <= version_) {
        return give_up(UpdateFault::version);
    }
    // From here on nothing may start the other slot.
    if (!write_record({.confirmed = slot_})) {
        return give_up(UpdateFault::flash);
    }
    image_ = described;
    state_ = UpdateState::receiving;
    fault_ = UpdateFault::none;
    flash_failed_ = false;
    return Exception::none;
}

Exception Update::block(std::uint32_t offset, Block words) {
    if (state_ != UpdateState::receiving && state_ != UpdateState::ready) {
        return Exception::value;
    }
    BlockBytes bytes{};
    for (std::size_t i = 0; i < words.size(); ++i) {
        put_word(words[i], bytes, i);
    }
    const auto at = layout::slots[other_slot()] + offset;
    if (written_ > 0 && offset == last_block_) {
        // The answer was lost, perhaps.
        const auto there = flash_.at(at, bytes.size());
        if (std::equal(bytes.begin(), bytes.end(), there.begin())) {
            return Exception::none;
        }
    }
    if (state_ == UpdateState::ready || offset != written_) {
        fault_ = UpdateFault::order;
        return Exception::value;
    }
    const auto taken = std::min<std::uint32_t>(image_.size() - offset, modbus::block_bytes);
    if (std::any_of(bytes.begin() + taken, bytes.end(), [](std::uint8_t byte) { return byte != 0xFF; })) {
        return Exception::value;
    }
    if ((offset % hal::Flash::page_bytes == 0 && !flash_.erase(at)) || !flash_.write(at, bytes)) {
        return give_up(UpdateFault::flash);
    }
    last_block_ = offset;
    written_ += taken;
    fault_ = UpdateFault::none;
    if (written_ == image_.size()) {
        state_ = UpdateState::ready;
    }
    return Exception::none;
}

UpdateFault Update::verify() const {
    const auto image = flash_.at(layout::slots[other_slot()], image_.size());
    if (crc32(image) != image_.crc()) {
        return UpdateFault::crc;
    }
    constexpr std::size_t described_words = 5;
    std::array<std::uint8_t, 2 * described_words> described{};
    Digest wanted{};
    for (std::size_t i = 0; i < image_.registers.size(); ++i) {
        if (i < described_words) {
            put_word(image_.registers[i], described, i);
        } else {
            put_word(image_.registers[i], wanted, i - described_words);
        }
    }
    Hmac hmac(settings_.now().key);
    hmac.add(described);
    hmac.add(image);
    if (!are_equal(hmac.end(), wanted)) {
        return UpdateFault::signature;
    }
    return has_vector_table(flash_, other_slot()) ? UpdateFault::none : UpdateFault::image;
}

Exception Update::activate() {
    if (state_ == UpdateState::restarting) {
        return Exception::none;
    }
    if (state_ != UpdateState::ready) {
        return Exception::value;
    }
    if (const auto fault = verify(); fault != UpdateFault::none) {
        return give_up(fault);
    }
    if (!write_record({.confirmed = slot_, .trial = other_slot(), .attempts = trial_starts})) {
        return give_up(UpdateFault::flash);
    }
    state_ = UpdateState::restarting;
    return Exception::none;
}

Exception Update::confirm() {
    if (state_ == UpdateState::restarting) {
        return Exception::busy;
    }
    flash_failed_ = !write_record({.confirmed = slot_});
    if (flash_failed_) {
        return Exception::device_failure;
    }
    if (fault_ == UpdateFault::not_healthy) {
        fault_ = UpdateFault::none;
    }
    return Exception::none;
}

}  // namespace magpie::node
