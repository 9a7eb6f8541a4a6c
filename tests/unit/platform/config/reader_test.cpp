#include "platform/config/reader.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace magpie::config {
namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

Lines problems(Reader& read) {
    const auto done = read.finish();
    return done ? Lines{} : done.error();
}

TEST(Reader, FieldsTakeTheirValues) {
    Reader read(R"(
name = "까치"
[limits]
ratio = 0.5
whole = 2
port = 65535
bytes = 1_000_000
verbose = true
servers = ["a", "b"]
wait_seconds = 90
pause_seconds = 0.25
)",
                "agent.toml");
    std::string name;
    double ratio = 0, whole = 0;
    std::uint16_t port = 0;
    std::size_t bytes = 0;
    bool verbose = false;
    Lines servers;
    std::chrono::seconds wait{};
    std::chrono::milliseconds pause{};
    auto limits = read.table("limits");
    EXPECT_TRUE(read.required("name", name));
    EXPECT_TRUE(limits.required("ratio", ratio));
    EXPECT_TRUE(limits.required("whole", whole));
    EXPECT_TRUE(limits.required("port", port));
    EXPECT_TRUE(limits.required("bytes", bytes));
    EXPECT_TRUE(limits.required("verbose", verbose));
    EXPECT_TRUE(limits.required("servers", servers));
    EXPECT_TRUE(limits.required("wait_seconds", wait));
    EXPECT_TRUE(limits.required("pause_seconds", pause));
    EXPECT_EQ(problems(read), Lines{});
    EXPECT_EQ(name, "까치");
    EXPECT_EQ(ratio, 0.5);
    EXPECT_EQ(whole, 2.0);
    EXPECT_EQ(port, 65535);
    EXPECT_EQ(bytes, 1'000'000U);
    EXPECT_TRUE(verbose);
    EXPECT_EQ(servers, (Lines{"a", "b"}));
    EXPECT_EQ(wait, 90s);
    EXPECT_EQ(pause, 250ms);
}

TEST(Reader, AbsentKeysKeepTheirDefaults) {
    Reader read("", "agent.toml");
    auto mqtt = read.table("mqtt");
    std::string server = "tcp://localhost";
    EXPECT_FALSE(mqtt.optional("server", server));
    EXPECT_FALSE(mqtt.exists());
    EXPECT_EQ(problems(read), Lines{});
    EXPECT_EQ(server, "tcp://localhost");
}

TEST(Reader, UnknownKeyIsNamedWithItsLineAndTheNearestKnownOne) {
    Reader read("\n[mqtt]\nsever = ['a']\n", "agent.toml");
    Lines servers;
    int other = 0;
    auto mqtt = read.table("mqtt");
    mqtt.optional("servers", servers);
    mqtt.optional("interval", other);
    EXPECT_EQ(problems(read), Lines{"agent.toml:3: unknown key `mqtt.sever`; did you mean `servers`?"});
}

TEST(Reader, UnknownTableIsNamed) {
    Reader read("[mqqt]\nservers = []\n", "agent.toml");
    auto mqtt = read.table("mqtt");
    EXPECT_EQ(problems(read), Lines{"agent.toml:1: unknown table `mqqt`; did you mean `mqtt`?"});
}

TEST(Reader, KeyUnderTheWrongHeaderIsSentHome) {
    Reader read("interval = 3\n[mqtt]\nname = 'x'\n", "agent.toml");
    int interval = 0;
    std::string name;
    auto mqtt = read.table("mqtt");
    mqtt.optional("interval", interval);
    read.optional("name", name);
    EXPECT_EQ(problems(read), (Lines{"agent.toml:1: unknown key `interval`; it belongs to `[mqtt]`",
                                     "agent.toml:3: unknown key `mqtt.name`; it belongs above the first table"}));
}

TEST(Reader, NothingLikeItMeansNoGuess) {
    Reader read("xyzzy = 1\n", "agent.toml");
    int servers = 0;
    read.optional("servers", servers);
    EXPECT_EQ(problems(read), Lines{"agent.toml:1: unknown key `xyzzy`"});
}

TEST(Reader, MissingKeysAreNamed) {
    Reader read("\n[mqtt]\n", "agent.toml");
    std::string id, path;
    read.table("mqtt").required("id", id);
    read.table("store").required("path", path);
    EXPECT_EQ(problems(read), (Lines{"agent.toml: `store.path` is missing", "agent.toml:2: `mqtt.id` is missing"}));
}

TEST(Reader, WrongKindsAreNamedAndLeaveTheDefault) {
    Reader read("a = 'x'\nb = 1\nc = 1.5\nd = [1]\ne = true\nf = 2026-01-01\ng = {}\nh = []\n", "agent.toml");
    int a = 7, c = 7, g = 7;
    std::string b = "default";
    Lines d, e;
    double f = 7;
    bool h = true;
    read.optional("a", a);
    read.optional("b", b);
    read.optional("c", c);
    read.optional("d", d);
    read.optional("e", e);
    read.optional("f", f);
    read.optional("g", g);
    read.optional("h", h);
    EXPECT_EQ(problems(read), (Lines{"agent.toml:1: `a` must be an integer, not a string",
                                     "agent.toml:2: `b` must be a string, not an integer",
                                     "agent.toml:3: `c` must be an integer, not a number with a point",
                                     "agent.toml:4: `d` must hold strings only, not an integer",
                                     "agent.toml:5: `e` must be a list of strings, not true or false",
                                     "agent.toml:6: `f` must be a number, not a date or time",
                                     "agent.toml:7: `g` must be an integer, not a table",
                                     "agent.toml:8: `h` must be true or false, not a list"}));
    EXPECT_EQ(a + c + g, 21);
    EXPECT_EQ(b, "default");
}

TEST(Reader, NumbersOutOfRangeAreRefused) {
    Reader read(
        "port = 65536\nbytes = -1\nratio = nan\nfar = inf\nwait_seconds = 1.5\npause_seconds = -1\nlong_seconds = "
        "1e300\n",
        "agent.toml");
    std::uint16_t port = 1;
    std::uint64_t bytes = 2;
    double ratio = 3, far = 4;
    std::chrono::seconds wait{5}, distant{6};
    std::chrono::milliseconds pause{7};
    read.optional("port", port);
    read.optional("bytes", bytes);
    read.optional("ratio", ratio);
    read.optional("far", far);
    read.optional("wait_seconds", wait);
    read.optional("pause_seconds", pause);
    read.optional("long_seconds", distant);
    EXPECT_EQ(problems(read),
              (Lines{"agent.toml:1: `port` must be between 0 and 65535", "agent.toml:2: `bytes` must not be negative",
                     "agent.toml:3: `ratio` must be a finite number", "agent.toml:4: `far` must be a finite number",
                     "agent.toml:5: `wait_seconds` must be a whole number of seconds, and not negative",
                     "agent.toml:6: `pause_seconds` must be a number of seconds, and not negative",
                     "agent.toml:7: `long_seconds` must be a whole number of seconds, and not negative"}));
    EXPECT_EQ(port, 1);
    EXPECT_EQ(bytes, 2U);
    EXPECT_EQ(wait, 5s);
    EXPECT_EQ(distant, 6s);
}

TEST(Reader, ChecksAddTheirSentence) {
    Reader read("interval_seconds = 7200\nlevel = 'loud'\nid = ''\nservers = ['']\nnone = []\n", "agent.toml");
    std::chrono::seconds interval{10};
    std::string level, id;
    Lines servers, none;
    read.optional("interval_seconds", interval, between(1, 3600));
    read.optional("level", level, one_of({"debug", "info", "error"}));
    read.optional("id", id, not_empty);
    read.optional("servers", servers, not_empty);
    read.optional("none", none, not_empty);
    EXPECT_EQ(
        problems(read),
        (Lines{"agent.toml:1: `interval_seconds` must be between 1 and 3600",
               "agent.toml:2: `level` must be `debug`, `info` or `error`", "agent.toml:3: `id` must not be empty",
               "agent.toml:4: `servers` must not have an empty entry", "agent.toml:5: `none` must name at least one"}));
    EXPECT_EQ(interval, 10s);
}

TEST(Reader, TablesInAListAreReadInOrder) {
    Reader read("[[target]]\nname = 'a'\n[[target]]\nnam = 'b'\n", "agent.toml");
    Lines names;
    for (Table& target : read.tables("target")) {
        std::string name = "none";
        target.required("name", name);
        names.push_back(name);
    }
    EXPECT_EQ(names, (Lines{"a", "none"}));
    EXPECT_EQ(problems(read), (Lines{"agent.toml:3: `target.name` is missing",
                                     "agent.toml:4: unknown key `target.nam`; did you mean `name`?"}));
}

TEST(Reader, TablesThatAreNoneAreRefused) {
    Reader read("target = [1]\n[mqtt]\n", "agent.toml");
    EXPECT_TRUE(read.tables("target").empty());
    EXPECT_TRUE(read.tables("mqtt").empty());
    EXPECT_EQ(problems(read), (Lines{"agent.toml:1: `target` must be tables, each headed by `[[target]]`",
                                     "agent.toml:2: `mqtt` must be tables, each headed by `[[mqtt]]`"}));
}

TEST(Reader, RefusalOfSeveralFieldsStandsAtTheKey) {
    Reader read("a = 1\n\nb = 2\n", "agent.toml");
    int a = 0, b = 0;
    read.optional("a", a);
    read.optional("b", b);
    read.refuse("b", "must be smaller than `a`");
    EXPECT_EQ(problems(read), Lines{"agent.toml:3: `b` must be smaller than `a`"});
}

TEST(Reader, SyntaxErrorIsTheOnlyProblem) {
    Reader read("[mqtt]\nid = \n", "agent.toml");
    std::string id;
    read.table("mqtt").required("id", id);
    const Lines all = problems(read);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].substr(0, 14), "agent.toml:2: ");
}

TEST(Reader, KeyGivenTwiceIsRefused) {
    Reader read("a = 1\na = 2\n", "agent.toml");
    ASSERT_EQ(problems(read).size(), 1U);
}

TEST(Reader, HostileTextEndsInOneProblem) {
    std::string dots = "[a";
    std::string brackets = "a = ";
    for (int i = 0; i < 200'000; ++i) {
        dots += ".a";
        brackets += "[";
    }
    const Lines texts = {dots + "]\n",
                         brackets,
                         std::string(Reader::max_bytes + 1, '\n'),
                         std::string("a = 1\0b", 7),
                         "\xff\xfe",
                         "a = 99999999999999999999999999",
                         "a = 1e99999",
                         "a = \"\\uDEAD\"",
                         "a = 0x8000000000000000",
                         "a\x1b[2J = 1",
                         "= = ="};
    for (const std::string& text : texts) {
        Reader read(text, "agent.toml");
        const Lines all = problems(read);
        EXPECT_EQ(all.size(), 1U) << text.substr(0, 40);
        for (const char c : all.empty() ? "" : all[0]) {
            EXPECT_GE(static_cast<unsigned char>(c), 0x20) << all[0];
        }
    }
}

TEST(Reader, ControlCharactersOfAKeyAreEscaped) {
    Reader read("\"a\\u001b[2J\\n\" = 1\n", "agent.toml");
    EXPECT_EQ(problems(read), Lines{"agent.toml:1: unknown key `a\\x1b[2J\\x0a`"});
}

TEST(Load, ReadsAFileAndNamesWhatIsWrong) {
    const auto directory = std::filesystem::temp_directory_path() / ("magpie-config-" + std::to_string(::getpid()));
    std::filesystem::create_directory(directory);
    const std::string path = directory / "agent.toml";
    std::ofstream(path) << "a = 1\n";
    EXPECT_EQ(load(path).value_or(""), "a = 1\n");
    const std::string missing = directory / "other.toml";
    EXPECT_EQ(load(missing).error(), "cannot read " + missing + ": No such file or directory");
    EXPECT_EQ(load(directory).error(), "cannot read " + directory.string() + ": Is a directory");
    std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace magpie::config
