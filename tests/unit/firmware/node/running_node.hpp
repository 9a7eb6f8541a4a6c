#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "firmware/node/app/boot_record.hpp"
#include "firmware/node/app/node.hpp"
#include "tests/fakes/fake_board.hpp"
#include "tests/fakes/modbus_master.hpp"

namespace magpie::node {

/// A node on a fake board with a master at its line, whose power can be cut and come back.
class RunningNode {
  public:
    RunningNode() { starts(); }

    fakes::FakeBoard& board() { return board_; }
    fakes::ModbusMaster& master() { return master_; }
    [[nodiscard]] unsigned slot() const { return slot_; }

    /// As the chip does: the loader picks the slot, whose image runs; what was in RAM is gone.
    void starts(std::uint16_t version = firmware_version) {
        node_.reset();
        board_.forgets_resets();
        board_.forgets_sent();
        board_.answer_leaves();
        slot_ = slot_to_start(board_.flash());
        node_ = std::make_unique<Node>(edge_, slot_, version);
    }
    /// The image that was picked is of this version.
    void starts_as(std::uint16_t version) { node_ = std::make_unique<Node>(edge_, slot_, version); }
    void poll() { node_->poll(); }
    /// So many milliseconds, one turn each.
    void runs(std::uint32_t ms) {
        for (std::uint32_t i = 0; i < ms; ++i) {
            board_.passes(1);
            poll();
        }
    }
    /// Until so many more samples are finished.
    void samples(unsigned count) {
        const auto wanted = static_cast<std::uint16_t>(input(modbus::input::sequence) + count);
        while (input(modbus::input::sequence) != wanted) {
            runs(50);
        }
    }
    std::vector<std::uint8_t> exchange(std::span<const std::uint8_t> bytes) {
        board_.bytes_arrive(bytes);
        board_.silence();
        poll();
        return board_.sent();
    }

    std::uint16_t input(std::uint16_t address) { return master_.read_input(address, 1).words.at(0); }
    std::uint32_t input32(std::uint16_t address) {
        const auto words = master_.read_input(address, 2).words;
        return std::uint32_t{words.at(0)} << 16U | words.at(1);
    }
    std::uint16_t holding(std::uint16_t address) { return master_.read_holding(address, 1).words.at(0); }
    /// A quantity's register; nothing where it reads as absent, and then its fault bit must say so.
    std::optional<std::int32_t> value(modbus::Quantity quantity) {
        const auto& row = modbus::row_of(quantity);
        const auto raw = row.type == modbus::Type::u32 ? input32(row.address) : input(row.address);
        const bool is_faulty = (input(modbus::input::faults) & modbus::bit_of(quantity)) != 0;
        if (is_faulty != (raw == modbus::absent(row.type))) {
            return -999'999;
        }
        if (is_faulty) {
            return std::nullopt;
        }
        return row.type == modbus::Type::s16 ? static_cast<std::int16_t>(raw) : static_cast<std::int32_t>(raw);
    }

  private:
    fakes::FakeBoard board_;
    hal::Board edge_ = board_.board();
    std::unique_ptr<Node> node_;
    unsigned slot_ = 0;
    fakes::ModbusMaster master_{[this](const std::vector<std::uint8_t>& bytes) { return exchange(bytes); }};
};

}  // namespace magpie::node
