#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>

#include "firmware/node/hal/layout.hpp"
#include "tests/firmware/node_under_test.hpp"

namespace magpie::test {

namespace {

constexpr std::size_t most_text = 24UL * 1024;
constexpr std::size_t most_ram = 8UL * 1024;
constexpr std::size_t note_of_reset = 8;

class Images : public testing::TestWithParam<Machine> {};

std::string name_of_test(const testing::TestParamInfo<Machine>& machine) {
    return machine.param == Machine::lm3s6965evb ? "lm3s6965evb" : "mps2_an386";
}

INSTANTIATE_TEST_SUITE_P(Node, Images, testing::Values(Machine::lm3s6965evb, Machine::mps2_an386), name_of_test);

}  // namespace

TEST_P(Images, FitTheirFlashAndTheirMemory) {
    std::ifstream sizes(node_directory() / ("node-" + name_of(GetParam()) + ".size"));
    std::string image;
    std::string label;
    std::size_t text = 0;
    std::size_t data = 0;
    std::size_t bss = 0;
    std::size_t stack = 0;
    int images = 0;
    while (sizes >> image >> label >> text >> label >> data >> label >> bss >> label >> stack) {
        std::printf("%-22s text %5zu  data %4zu  bss %4zu  stack %4zu\n", image.c_str(), text, data, bss, stack);
        const bool is_loader = image.starts_with("loader");
        EXPECT_LE(text + data, is_loader ? node::layout::loader_bytes : most_text) << image;
        EXPECT_LE(data + bss + stack + note_of_reset, most_ram) << image;
        EXPECT_GT(stack, 0U) << image;
        ++images;
    }
    EXPECT_EQ(images, 3);
}

TEST_P(Images, TheStackIsDeepEnough) {
    NodeUnderTest node(GetParam());
    // The deepest there is: settings that go to flash, and a long write.
    (void)node.master.write_one(modbus::holding::keep, modbus::keep_word);
    (void)node.master.write_many(modbus::holding::calibration, Words(modbus::holding::calibration_words, 0));
    constexpr std::uint32_t ram = 0x20000000;
    constexpr std::uint32_t paint = 0x5AFE57AC;
    constexpr std::size_t stack = 2048;
    const Bytes memory = node.board.memory(ram, stack);
    std::size_t untouched = 0;
    for (; untouched < stack; untouched += 4) {
        std::uint32_t word = 0;
        std::memcpy(&word, memory.data() + untouched, sizeof(word));
        if (word != paint) {
            break;
        }
    }
    std::printf("%s: %zu of %zu bytes of the stack were used\n", name_of(GetParam()).c_str(), stack - untouched, stack);
    EXPECT_GE(untouched, 512U);
    EXPECT_LT(untouched, stack);
}

}  // namespace magpie::test
