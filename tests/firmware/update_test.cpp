#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "firmware/node/hal/layout.hpp"
#include "tests/firmware/node_under_test.hpp"

namespace magpie::test {

namespace {

using modbus::UpdateCommand;
using modbus::UpdateFault;
using modbus::UpdateState;
namespace holding = modbus::holding;
namespace input = modbus::input;

constexpr std::uint16_t first_version = 0x0100;
constexpr std::uint16_t version_of_b = 0x0101;
constexpr std::uint16_t version_of_a = 0x0102;
constexpr std::uint16_t version_that_hangs = 0x0103;
constexpr std::size_t kilobyte = 1024;

const Bytes& key() {
    static const Bytes bytes = [] {
        Bytes made(32);
        for (std::size_t i = 0; i < made.size(); ++i) {
            made[i] = static_cast<std::uint8_t>(7 * i + 1);
        }
        return made;
    }();
    return bytes;
}

Words words_of(const Bytes& bytes) {
    Words words;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        words.push_back(static_cast<std::uint16_t>((bytes[i] << 8U) | bytes[i + 1]));
    }
    return words;
}

/// What the master does; the sums and the HMAC by zlib and OpenSSL, which know nothing of the node's.
class Updater {
  public:
    Updater(ModbusMaster& master, Bytes image, std::uint16_t version)
        : master_(master), image_(std::move(image)), version_(version) {}

    bool begin() { return master_.write_many(holding::image_size, description()) && command(UpdateCommand::begin); }
    /// Goes on until `bytes` of the image are written. Where an answer is lost, or a late one was taken for another,
    /// the node says where to go on.
    bool send_up_to(std::size_t bytes) {
        constexpr int most_turns_back = 20;
        int turns_back = 0;
        while (sent_ < std::min(bytes, image_.size())) {
            if (send_block()) {
                sent_ += modbus::block_bytes;
            } else if (is_broken_off() || ++turns_back > most_turns_back) {
                return false;
            } else {
                sent_ = master_.two_words(input::update_written);
            }
        }
        return true;
    }
    bool command(UpdateCommand command) {
        return master_.write_one(holding::update_command, static_cast<std::uint16_t>(command)).has_value();
    }
    /// A node that has the key answers only from flash, and its answer may be lost.
    bool activate() {
        master_.set_patience(std::chrono::seconds(2));
        const bool was_taken = command(UpdateCommand::activate);
        master_.set_patience(std::chrono::milliseconds(300));
        return was_taken;
    }
    [[nodiscard]] std::size_t size() const { return image_.size(); }

  private:
    bool send_block() {
        Bytes block(modbus::block_bytes, 0xFF);
        std::copy_n(image_.begin() + static_cast<std::ptrdiff_t>(sent_), std::min(block.size(), image_.size() - sent_),
                    block.begin());
        Words words{static_cast<std::uint16_t>(sent_ >> 16U), static_cast<std::uint16_t>(sent_)};
        const Words content = words_of(block);
        words.insert(words.end(), content.begin(), content.end());
        return master_.write_many(holding::block_offset, words).has_value();
    }
    bool is_broken_off() { return master_.word(input::update_state) == static_cast<std::uint16_t>(UpdateState::idle); }
    [[nodiscard]] Words description() const {
        const auto size = static_cast<std::uint32_t>(image_.size());
        const auto crc = static_cast<std::uint32_t>(::crc32(0, image_.data(), size));
        Words words{static_cast<std::uint16_t>(size >> 16U), static_cast<std::uint16_t>(size),
                    static_cast<std::uint16_t>(crc >> 16U), static_cast<std::uint16_t>(crc), version_};
        Bytes covered;
        for (const std::uint16_t word : words) {
            covered.push_back(static_cast<std::uint8_t>(word >> 8U));
            covered.push_back(static_cast<std::uint8_t>(word));
        }
        covered.insert(covered.end(), image_.begin(), image_.end());
        Bytes digest(32);
        unsigned length = 0;
        ::HMAC(::EVP_sha256(), key().data(), static_cast<int>(key().size()), covered.data(), covered.size(),
               digest.data(), &length);
        const Words signature = words_of(digest);
        words.insert(words.end(), signature.begin(), signature.end());
        return words;
    }

    ModbusMaster& master_;
    Bytes image_;
    std::uint16_t version_;
    std::size_t sent_ = 0;
};

bool runs(NodeUnderTest& node, unsigned slot, std::uint16_t version) {
    const auto words = node.master.read_input(0, input::identity_words);
    return words && (*words)[input::slot] == slot && (*words)[input::firmware_version] == version;
}

bool give_key(NodeUnderTest& node) {
    return node.master.write_many(holding::update_key, words_of(key())) &&
           node.has_status(modbus::status::has_update_key);
}

/// The whole of it, to the confirmation.
void update(NodeUnderTest& node, const std::string& file, unsigned slot, std::uint16_t version) {
    Updater updater(node.master, built(file), version);
    ASSERT_TRUE(updater.begin());
    ASSERT_TRUE(updater.send_up_to(updater.size()));
    EXPECT_EQ(node.master.word(input::update_state), static_cast<std::uint16_t>(UpdateState::ready));
    ASSERT_TRUE(updater.activate());
    ASSERT_TRUE(becomes_true([&] { return runs(node, slot, version); }));
    EXPECT_TRUE(node.has_status(modbus::status::on_trial));
    EXPECT_EQ(node.reset_cause(), modbus::ResetCause::update);
    ASSERT_TRUE(updater.command(UpdateCommand::confirm));
    EXPECT_FALSE(node.has_status(modbus::status::on_trial));
}

}  // namespace

TEST(Mps2An386, IsUpdatedFromAToBAndBack) {
    std::optional<NodeUnderTest> node(std::in_place, Machine::mps2_an386);
    ASSERT_TRUE(give_key(*node));
    update(*node, "update-b.bin", 1, version_of_b);
    Bytes flash = node->board.cut_power();
    node.emplace(Machine::mps2_an386, flash);
    EXPECT_TRUE(runs(*node, 1, version_of_b)) << "it was confirmed, so it stays";
    EXPECT_EQ(node->reset_cause(), modbus::ResetCause::power);
    update(*node, "update-a.bin", 0, version_of_a);
    flash = node->board.cut_power();
    node.emplace(Machine::mps2_an386, flash);
    EXPECT_TRUE(runs(*node, 0, version_of_a));
}

TEST(Mps2An386, AnUpdateThatIsCutOffAtAnyKilobyteLeavesTheOldImage) {
    std::optional<NodeUnderTest> node(std::in_place, Machine::mps2_an386);
    ASSERT_TRUE(give_key(*node));
    const Bytes image = built("update-b.bin");
    for (std::size_t bytes = 0; bytes < image.size() + kilobyte; bytes += kilobyte) {
        Updater updater(node->master, image, version_of_b);
        ASSERT_TRUE(updater.begin()) << bytes;
        ASSERT_TRUE(updater.send_up_to(bytes)) << bytes;
        const Bytes flash = node->board.cut_power();
        node.emplace(Machine::mps2_an386, flash);
        EXPECT_TRUE(runs(*node, 0, first_version)) << bytes;
        EXPECT_FALSE(node->has_status(modbus::status::on_trial)) << bytes;
        EXPECT_TRUE(node->has_status(modbus::status::has_update_key)) << bytes;
    }
    update(*node, "update-b.bin", 1, version_of_b);
}

TEST(Mps2An386, PowerThatFailsDuringATrialCostsAnAttemptAndTheThirdTheImage) {
    std::optional<NodeUnderTest> node(std::in_place, Machine::mps2_an386);
    ASSERT_TRUE(give_key(*node));
    Updater updater(node->master, built("update-b.bin"), version_of_b);
    ASSERT_TRUE(updater.begin() && updater.send_up_to(updater.size()) && updater.activate());
    ASSERT_TRUE(becomes_true([&] { return runs(*node, 1, version_of_b); }));
    for (const bool still_tried : {true, true, false}) {
        const Bytes flash = node->board.cut_power();
        node.emplace(Machine::mps2_an386, flash);
        EXPECT_TRUE(still_tried ? runs(*node, 1, version_of_b) : runs(*node, 0, first_version));
    }
    EXPECT_TRUE(node->has_status(modbus::status::fell_back));
}

TEST(Mps2An386, AnImageThatHangsIsGivenUp) {
    NodeUnderTest node(Machine::mps2_an386);
    ASSERT_TRUE(give_key(node));
    Updater updater(node.master, built("update-b-hangs.bin"), version_that_hangs);
    ASSERT_TRUE(updater.begin() && updater.send_up_to(updater.size()) && updater.activate());
    for (int start = 0; start < 4; ++start) {  // of the update itself, and of each attempt
        node.board.await_reset(std::chrono::seconds(10));
    }
    ASSERT_TRUE(becomes_true([&] { return runs(node, 0, first_version); }));
    EXPECT_TRUE(node.has_status(modbus::status::fell_back));
    EXPECT_EQ(node.master.word(input::update_fault), static_cast<std::uint16_t>(UpdateFault::not_healthy));
    EXPECT_EQ(node.reset_cause(), modbus::ResetCause::watchdog);
}

TEST(Mps2An386, ItsSettingsOutliveAPowerCut) {
    std::optional<NodeUnderTest> node(std::in_place, Machine::mps2_an386);
    ASSERT_TRUE(node->master.write_one(holding::sample_period, 33));
    ASSERT_TRUE(node->master.write_one(holding::heartbeat, 600));
    EXPECT_TRUE(node->has_status(modbus::status::settings_unsaved));
    ASSERT_TRUE(node->master.write_one(holding::keep, modbus::keep_word));
    EXPECT_FALSE(node->has_status(modbus::status::settings_unsaved));
    const Bytes flash = node->board.cut_power();
    node.emplace(Machine::mps2_an386, flash);
    const auto words = node->master.read_holding(holding::sample_period, holding::heartbeat + 1);
    ASSERT_TRUE(words);
    EXPECT_EQ((*words)[holding::sample_period], 33);
    EXPECT_EQ((*words)[holding::heartbeat], 600);
    EXPECT_FALSE(node->has_status(modbus::status::settings_are_defaults));
}

// QEMU's flash of this board is read-only: what a worn-out one would be.
TEST(Lm3s6965evb, FlashThatTakesNothingEndsTheUpdateAndNotTheNode) {
    // A node cannot be given a key there, so its settings come from one that can.
    Bytes flash = built("node-lm3s6965evb.bin");
    {
        NodeUnderTest other(Machine::mps2_an386);
        ASSERT_TRUE(give_key(other));
        const Bytes with_key = other.board.cut_power();
        std::copy(with_key.begin() + node::layout::settings, with_key.begin() + node::layout::slots[0],
                  flash.begin() + node::layout::settings);
    }
    NodeUnderTest node(Machine::lm3s6965evb, flash);
    EXPECT_TRUE(node.has_status(modbus::status::has_update_key));
    Updater updater(node.master, built("update-b.bin"), version_of_b);
    ASSERT_TRUE(updater.begin());
    EXPECT_FALSE(updater.send_up_to(updater.size()));
    EXPECT_EQ(node.master.word(input::update_fault), static_cast<std::uint16_t>(UpdateFault::flash));
    EXPECT_TRUE(node.has_status(modbus::status::flash_failed));
    EXPECT_TRUE(runs(node, 0, first_version));
    const auto before = node.master.word(input::sequence);
    EXPECT_TRUE(becomes_true([&] { return node.master.word(input::sequence) != before; }));
}

}  // namespace magpie::test
