#include "tests/capture/corpus.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "agent/ieee80211/frame.hpp"
#include "agent/ieee80211/radiotap.hpp"
#include "tests/capture/allocations.hpp"

namespace magpie::captures {
namespace {

TEST(Corpus, IsWhatItsGeneratorWrites) {
    for (const auto& capture : corpus()) {
        std::ifstream file(std::string(MAGPIE_GOLDEN_DIR) + "/capture/" + capture.name + ".pcap", std::ios::binary);
        const std::string golden{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        const auto written = pcap_file(capture);
        EXPECT_TRUE(std::ranges::equal(std::as_bytes(std::span(golden)), written))
            << capture.name << ": magpie_write_captures tests/golden/capture writes another";
    }
}

TEST(Corpus, IsReadWithoutAllocation) {
    const auto all = corpus();
    std::size_t good = 0;
    std::size_t bad = 0;
    const auto before = allocations();
    for (const auto& capture : all) {
        for (const auto& recorded : capture.frames) {
            std::size_t header = 0;
            bool padded = false;
            if (capture.link_type == link_radiotap) {
                const auto radiotap = agent::parse_radiotap(recorded.bytes);
                if (!radiotap) {
                    ++bad;
                    continue;
                }
                header = radiotap->length;
                padded = radiotap->padded;
                good += agent::airtime_us(radiotap->modulation, recorded.bytes.size(), true) ? 1 : 0;
            }
            const auto frame = agent::parse_frame(std::span(recorded.bytes).subspan(header), padded);
            ++(frame ? good : bad);
        }
    }
    EXPECT_EQ(allocations(), before);
    EXPECT_GT(good, 1000U);
    EXPECT_GT(bad, 20U);
}

}  // namespace
}  // namespace magpie::captures
