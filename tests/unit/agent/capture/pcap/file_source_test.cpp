#include "agent/capture/pcap/file_source.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "tests/capture/corpus.hpp"

namespace magpie::agent {
namespace {

class FileSourceTest : public testing::Test {
  protected:
    ~FileSourceTest() override { std::filesystem::remove(path_); }

    void write(const captures::Bytes& bytes) {
        std::ofstream file(path_, std::ios::binary);
        file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
    std::unique_ptr<FileSource> open() {
        auto source = FileSource::open(path_);
        EXPECT_TRUE(source.has_value()) << source.error();
        return std::move(*source);
    }

    std::string path_ = std::filesystem::temp_directory_path() / ("magpie_file_source." + std::to_string(getpid()));
};

captures::Capture three_frames(std::uint32_t link_type) {
    return {"", link_type, {{captures::bytes({1})}, {captures::bytes({2, 3}), 1500}, {{}}}};
}

TEST_F(FileSourceTest, HandsOverWhatStandsInAFile) {
    write(captures::pcap_file(three_frames(captures::link_radiotap)));
    const auto source = open();
    EXPECT_EQ(source->link_type(), LinkType::radiotap);
    EXPECT_EQ(source->descriptor(), -1);
    std::vector<std::size_t> lengths;
    std::vector<captures::Bytes> frames;
    std::vector<CaptureTime> times;
    const auto take = [&](const CapturedFrame& frame) {
        frames.emplace_back(frame.bytes.begin(), frame.bytes.end());
        lengths.push_back(frame.length);
        times.push_back(frame.at);
    };
    EXPECT_EQ(source->read(2, take), 2U);
    EXPECT_FALSE(source->ended());
    EXPECT_EQ(source->read(2, take), 1U);
    EXPECT_TRUE(source->ended());
    EXPECT_EQ(source->read(2, take), 0U);
    EXPECT_EQ(frames, (std::vector<captures::Bytes>{captures::bytes({1}), captures::bytes({2, 3}), {}}));
    EXPECT_EQ(lengths, (std::vector<std::size_t>{1, 1500, 0}));
    EXPECT_EQ(times[1] - times[0], std::chrono::milliseconds(1));
    EXPECT_EQ(source->problem(), "");
    EXPECT_EQ(source->dropped(), 0U);
}

TEST_F(FileSourceTest, KnowsThreeLinkTypes) {
    write(captures::pcap_file(three_frames(captures::link_ieee80211)));
    EXPECT_EQ(open()->link_type(), LinkType::ieee80211);
    write(captures::pcap_file(three_frames(captures::link_ethernet)));
    EXPECT_EQ(open()->link_type(), LinkType::ethernet);
}

TEST_F(FileSourceTest, RefusesAnotherLinkTypeByItsName) {
    write(captures::pcap_file(three_frames(113)));
    EXPECT_NE(FileSource::open(path_).error().find("LINUX_SLL (Linux cooked v1)"), std::string::npos);
    write(captures::pcap_file(three_frames(119)));
    EXPECT_NE(FileSource::open(path_).error().find("PRISM_HEADER"), std::string::npos);
    write(captures::pcap_file(three_frames(60'000)));
    EXPECT_NE(FileSource::open(path_).error().find("60000"), std::string::npos);
}

TEST_F(FileSourceTest, SaysWhatIsWrongWithAFile) {
    EXPECT_NE(FileSource::open(path_).error().find("No such file"), std::string::npos);
    write(captures::bytes({'h', 'e', 'l', 'l', 'o', ' ', 'w', 'o', 'r', 'l', 'd', '!', '!',
                           '!', '!', '!', '!', '!', '!', '!', '!', '!', '!', '!', '!'}));
    EXPECT_NE(FileSource::open(path_).error().find("unknown file format"), std::string::npos);
}

TEST_F(FileSourceTest, OfAFileThatIsCutHandsOverWhatIsWhole) {
    auto bytes = captures::pcap_file(three_frames(captures::link_radiotap));
    bytes.resize(bytes.size() - 17);  // the last record, and one byte of the second
    write(bytes);
    const auto source = open();
    EXPECT_EQ(source->read(10, [](const CapturedFrame&) {}), 1U);
    EXPECT_TRUE(source->ended());
    EXPECT_NE(source->problem().find("truncated"), std::string::npos) << source->problem();
}

}  // namespace
}  // namespace magpie::agent
