#include "collector/ca/register.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::collector::ca {
namespace {

using namespace std::chrono_literals;

class ARegister : public testing::Test {
  protected:
    [[nodiscard]] Register open() const { return std::move(*Register::open(path)); }
    [[nodiscard]] static Entry entry(const std::string& serial, const std::string& name) {
        return {serial, name, "node", UtcMs(1h), UtcMs(1000h), {}, {}};
    }

    tls::Directory directory;
    std::string path = directory.file("register.sqlite");
};

TEST_F(ARegister, KeepsWhatItWasToldOverARestart) {
    ASSERT_TRUE(open().add(entry("0A", "pole-7")));
    ASSERT_TRUE(open().revoke("pole-7", "it's \"stolen\"", UtcMs(2h)));
    const auto all = *open().all();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].serial, "0A");
    EXPECT_EQ(all[0].until, UtcMs(1000h));
    EXPECT_EQ(all[0].revoked, UtcMs(2h));
    EXPECT_EQ(all[0].why, "it's \"stolen\"");
    EXPECT_TRUE(*open().knows("pole-7"));
    EXPECT_FALSE(*open().knows("pole-8"));
}

TEST_F(ARegister, TakesASerialNumberOnce) {
    auto entries = open();
    ASSERT_TRUE(entries.add(entry("0A", "pole-7")));
    EXPECT_FALSE(entries.add(entry("0A", "pole-8")));
    EXPECT_EQ(entries.all()->size(), 1U);
}

TEST_F(ARegister, ARenewalNeedsAGoodCertificateOfTheSameName) {
    auto entries = open();
    ASSERT_TRUE(entries.add(entry("0A", "pole-7")));
    EXPECT_EQ(*entries.add_after("0A", entry("0B", "pole-8")), Standing::unknown);
    EXPECT_EQ(*entries.add_after("0F", entry("0B", "pole-7")), Standing::unknown);
    EXPECT_EQ(*entries.add_after("0A", entry("0B", "pole-7")), Standing::good);
    EXPECT_FALSE(entries.add_after("0A", entry("0B", "pole-7"))) << "twice the same number";
    ASSERT_TRUE(entries.revoke("pole-7", "", UtcMs(2h)));
    EXPECT_EQ(*entries.add_after("0B", entry("0C", "pole-7")), Standing::revoked);
    EXPECT_EQ(entries.all()->size(), 2U);
}

TEST_F(ARegister, NumbersOfCrlsGrow) {
    std::vector<std::int64_t> numbers;
    const auto publish = [&](const std::vector<Revoked>&, std::int64_t number) -> tl::expected<void, std::string> {
        numbers.push_back(number);
        return numbers.size() == 1 ? tl::unexpected<std::string>("lost on the way") : tl::expected<void, std::string>();
    };
    EXPECT_EQ(open().next_crl(UtcMs(1h), publish).error(), "lost on the way");
    EXPECT_TRUE(open().next_crl(UtcMs(1h), publish));
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 2}));
}

TEST_F(ARegister, NobodyRevokesWhileAListIsOnItsWay) {
    auto publishing = open();
    auto other = *sqlite::Connection::open(path);
    const auto publish = [&](const std::vector<Revoked>&, std::int64_t) -> tl::expected<void, std::string> {
        const auto begun = other.run("BEGIN IMMEDIATE");
        return begun ? tl::expected<void, std::string>() : tl::unexpected(std::string(word(begun.error().reason)));
    };
    EXPECT_EQ(publishing.next_crl(UtcMs(1h), publish).error(), "busy");
}

TEST_F(ARegister, AFileOfANewerVersionIsLeftAlone) {
    (void)open();
    ASSERT_TRUE(sqlite::Connection::open(path)->run("PRAGMA user_version = 2"));
    EXPECT_EQ(Register::open(path).error(),
              "cannot use " + path + ": it is the file of another program, or of a newer one");
    EXPECT_EQ(*sqlite::Connection::open(path)->number("PRAGMA user_version"), 2);
}

TEST_F(ARegister, AnotherProgramsFileIsLeftAlone) {
    const auto text = directory.write("text", "hello, this is no database, whatever its name may say");
    EXPECT_FALSE(Register::open(text));
    auto other = *sqlite::Connection::open(directory.file("other"));
    ASSERT_TRUE(other.run("CREATE TABLE a (b); PRAGMA application_id = 7"));
    EXPECT_EQ(Register::open(directory.file("other")).error(),
              "cannot use " + directory.file("other") + ": it is the file of another program, or of a newer one");
}

}  // namespace
}  // namespace magpie::collector::ca
