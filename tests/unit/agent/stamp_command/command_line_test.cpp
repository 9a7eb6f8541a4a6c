#include "agent/stamp_command/command_line.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "agent/app/command_line.hpp"

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;

tl::expected<StampCommand, std::string> parsed(std::vector<const char*> words) {
    words.insert(words.begin(), "magpie-agent");
    const auto line = parse_command_line(static_cast<int>(words.size()), words.data());
    return line && line->command == Command::stamp ? line->stamp
                                                   : tl::unexpected(line ? "another command" : line.error());
}

StampProbe probe_of(std::vector<const char*> words) {
    words.insert(words.begin(), {"probe", "stamp"});
    return std::get<StampProbe>(parsed(std::move(words)).value());
}

ReflectCommand reflect_of(std::vector<const char*> words) {
    words.insert(words.begin(), "reflect");
    return std::get<ReflectCommand>(parsed(std::move(words)).value());
}

/// A file that is gone with the test.
struct KeyFile {
    explicit KeyFile(const char* text) { std::ofstream(path) << text; }
    KeyFile(const KeyFile&) = delete;
    KeyFile& operator=(const KeyFile&) = delete;
    ~KeyFile() { std::filesystem::remove(path); }

    std::string path = ::testing::TempDir() + "stamp_key." + std::to_string(::getpid());
};

TEST(StampCommandLine, OfAProbeHasWhatIsUsual) {
    const auto command = probe_of({"192.0.2.1"});
    EXPECT_EQ(text_of(command.peer), "192.0.2.1:862");
    EXPECT_EQ(command.options.count, 100U);
    EXPECT_EQ(command.options.interval, 100ms);
    EXPECT_EQ(command.options.burst, 1U);
    EXPECT_EQ(command.options.size, 0U);
    EXPECT_FALSE(command.options.key);
    EXPECT_FALSE(command.json);
}

TEST(StampCommandLine, OfAProbeTakesAll) {
    const KeyFile key("000102030405060708090a0b0c0d0e0f\n");
    const auto command = probe_of({"[2001:db8::1]:9000", "--count", "5", "--interval=20", "--ssid", "65535", "--dscp",
                                   "46", "--size", "1000", "--burst", "3", "--key-file", key.path.c_str(), "--json"});
    EXPECT_EQ(text_of(command.peer), "[2001:db8::1]:9000");
    EXPECT_EQ(command.options.count, 5U);
    EXPECT_EQ(command.options.interval, 20ms);
    EXPECT_EQ(command.options.burst, 3U);
    EXPECT_EQ(command.options.ssid, 65535);
    EXPECT_EQ(command.options.dscp, 46);
    EXPECT_EQ(command.options.size, 1000U);
    EXPECT_TRUE(command.options.key);
    EXPECT_TRUE(command.json);
}

TEST(StampCommandLine, OfAReflectorNamesItsPeers) {
    const KeyFile key("000102030405060708090a0b0c0d0e0f");
    const auto with_key = "2001:db8::1,7," + key.path;
    const auto command = reflect_of(
        {"--session", "192.0.2.1", "--session", "192.0.2.2,5", "--session", with_key.c_str(), "--stateless"});
    EXPECT_EQ(text_of(command.listen), "[::]:862");
    EXPECT_FALSE(command.stateful);
    ASSERT_EQ(command.provisions.size(), 3U);
    EXPECT_EQ(command.provisions[0].ssid, 0);
    EXPECT_EQ(command.provisions[1].ssid, 5);
    EXPECT_FALSE(command.provisions[1].key);
    EXPECT_EQ(text_of(command.provisions[2].peer), "2001:db8::1");
    EXPECT_TRUE(command.provisions[2].key);
    EXPECT_EQ(text_of(reflect_of({"--session", "::1", "--listen", "127.0.0.1:0"}).listen), "127.0.0.1:0");
}

TEST(StampCommandLine, RefusesTheRest) {
    const KeyFile weak("0011");
    const auto weak_session = "192.0.2.1,1," + weak.path;
    const std::vector<std::vector<const char*>> all{
        {"probe", "stamp"},
        {"probe", "stamp", "192.0.2.1", "192.0.2.2"},
        {"probe", "stamp", "192.0.2.1:0x"},
        {"probe", "stamp", "192.0.2.1", "--count", "0"},
        {"probe", "stamp", "192.0.2.1", "--count", "-1"},
        {"probe", "stamp", "192.0.2.1", "--count", "1000001"},
        {"probe", "stamp", "192.0.2.1", "--interval", "0"},
        {"probe", "stamp", "192.0.2.1", "--dscp", "64"},
        {"probe", "stamp", "192.0.2.1", "--ssid", "65536"},
        {"probe", "stamp", "192.0.2.1", "--size", "43"},
        {"probe", "stamp", "192.0.2.1", "--size", "1473"},
        {"probe", "stamp", "192.0.2.1", "--key-file", "/nowhere"},
        {"probe", "stamp", "192.0.2.1", "--session", "192.0.2.2"},
        {"reflect"},
        {"reflect", "more", "--session", "192.0.2.1"},
        {"reflect", "--session", "hub"},
        {"reflect", "--session", "192.0.2.1,x"},
        {"reflect", "--session", "192.0.2.1,65536"},
        {"reflect", "--session", "192.0.2.1,1,/nowhere"},
        {"reflect", "--session", weak_session.c_str()},
        {"reflect", "--session", "192.0.2.1", "--listen", "here"},
        {"reflect", "--session", "192.0.2.1", "--count", "1"},
        {"ping", "192.0.2.1", "--ssid", "1"},
    };
    for (const auto& words : all) {
        EXPECT_FALSE(parsed(words)) << ::testing::PrintToString(words);
    }
}

TEST(StampCommandLine, OptionsMayStandBeforeTheCommand) {
    const auto command = std::get<StampProbe>(parsed({"--json", "--count", "5", "probe", "stamp", "::1"}).value());
    EXPECT_TRUE(command.json);
    EXPECT_EQ(command.options.count, 5U);
}

TEST(StampCommandLine, Helps) {
    EXPECT_TRUE(std::holds_alternative<StampHelp>(parsed({"reflect", "--help"}).value()));
    EXPECT_TRUE(std::holds_alternative<StampHelp>(parsed({"probe", "stamp", "--help"}).value()));
}

}  // namespace
}  // namespace magpie::agent
