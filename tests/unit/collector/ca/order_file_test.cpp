#include "collector/ca/order_file.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "agent/orders/signer_lists.hpp"
#include "collector/ca/authority.hpp"
#include "collector/ca/order_command.hpp"
#include "collector/orders/signer_list.hpp"
#include "platform/log/log.hpp"
#include "platform/tls/renewal_request.hpp"
#include "platform/tls/signed_order.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::collector::ca {
namespace {

using std::chrono::days;
using namespace std::chrono_literals;

constexpr UtcMs today{std::chrono::sys_days(std::chrono::year(2026) / 11 / 26)};

std::string problems(const std::string& text) {
    const auto order = parse_order(text, "o.toml", today);
    std::string all;
    for (const auto& line : order ? std::vector<std::string>{} : order.error()) {
        all += (all.empty() ? "" : "\n") + line;
    }
    return all;
}

TEST(ParseOrder, TakesEveryKey) {
    const auto order = parse_order(R"(number = 12
areas = ["mapo", "jongno"]
nodes = ["pole-7"]
share_percent = 12.5
not_after = 2026-12-31T09:00:00+09:00
version = "1.3.0"
[configuration]
report.interval_seconds = 5
[configuration.wifi]
ssids = ["SEOUL"]
)",
                                   "o.toml", today);
    ASSERT_TRUE(order) << order.error().front();
    EXPECT_EQ(order->number, OrderNumber{12});
    EXPECT_EQ(order->areas, (std::vector<std::string>{"mapo", "jongno"}));
    EXPECT_EQ(order->nodes, std::vector<std::string>{"pole-7"});
    EXPECT_EQ(order->share, 8192U);
    EXPECT_EQ(order->not_after, UtcMs(std::chrono::sys_days(std::chrono::year(2026) / 12 / 31)));
    EXPECT_EQ(order->version, "1.3.0");
    EXPECT_EQ(order->configuration, "[report]\ninterval_seconds = 5\n\n[wifi]\nssids = [ 'SEOUL' ]\n");
}

TEST(ParseOrder, OfANumberIsForAllForAWeek) {
    const auto order = parse_order("number = 1\n", "o.toml", today);
    ASSERT_TRUE(order);
    EXPECT_TRUE(order->areas.empty() && order->nodes.empty() && order->configuration.empty());
    EXPECT_EQ(order->share, 65536U);
    EXPECT_EQ(order->not_after, today + days(7));
}

TEST(ParseOrder, NamesWhatIsWrong) {
    EXPECT_EQ(problems(""), "o.toml: `number` is missing");
    EXPECT_EQ(problems("number = 0\n"), "o.toml:1: `number` must be 1 to 9007199254740991");
    EXPECT_EQ(problems("number = 1\nareas = [\"Mapo\"]\n"),
              "o.toml:2: `areas` must be names of 1 to 32 of a-z, 0-9 and -; `Mapo` is none");
    EXPECT_EQ(problems("number = 1\nnodes = []\n"),
              "o.toml:2: `nodes` must name somebody; without it the order is for all");
    EXPECT_EQ(problems("number = 1\nshare_percent = 0\n"), "o.toml:2: `share_percent` must be between 0.01 and 100");
    EXPECT_EQ(problems("number = 1\nnot_after = 2026-11-25T00:00:00Z\n"),
              "o.toml:2: `not_after` has passed: no node would begin to follow it");
    for (const char* no_moment : {"2026-12-31", "2026-12-31T00:00:00", "\"tomorrow\""}) {
        EXPECT_EQ(problems("number = 1\nnot_after = " + std::string(no_moment) + "\n"),
                  "o.toml:2: `not_after` must be a moment with its zone, like 2026-12-31T00:00:00Z");
    }
    EXPECT_EQ(problems("number = 1\nversion = \"1; rm\"\n"),
              "o.toml:2: `version` must be at most 64 of 0-9 a-z . + ~ : -");
    EXPECT_EQ(problems("number = 1\nconfiguration = 5\n"), "o.toml:2: `configuration` must be a table, not an integer");
    EXPECT_EQ(problems("number = 1\nnumbr = 2\n"), "o.toml:2: unknown key `numbr`; did you mean `number`?");
    EXPECT_NE(problems("number = 1\n[configuration]\nx = \"" + std::string(40'000, 'y') + "\"\n"), "");
}

TEST(Told, SaysWhomAndWhat) {
    EXPECT_EQ(told({.number = OrderNumber{12},
                    .areas = {"mapo"},
                    .nodes = {"pole-7", "pole-8"},
                    .share = 6554,
                    .not_after = today,
                    .version = "1.3.0",
                    .configuration = "log_level = 'debug'\n"}),
              "number         12\nwhom           area mapo and nodes pole-7, pole-8\nshare          10 %\n"
              "not after      2026-11-26 00:00 UTC\nversion        1.3.0\nconfiguration\nlog_level = 'debug'\n");
    EXPECT_EQ(told({.number = OrderNumber{1}, .not_after = today}),
              "number         1\nwhom           all\nshare          100 %\nnot after      2026-11-26 00:00 UTC\n"
              "version        as it is\nconfiguration  the node's own file\n");
}

class AnOrderCommand : public testing::Test {
  protected:
    AnOrderCommand() {
        EXPECT_TRUE(Authority::create(path, "Mapo", now()));
        authority.emplace(std::move(*Authority::open(path)));
    }
    [[nodiscard]] UtcMs now() const { return clock.now().wall; }
    void issue(const std::string& usage, const std::string& name) {
        const auto issued = authority->issue({usage, name, {}, days(30)}, now());
        ASSERT_TRUE(issued) << issued.error();
        directory.write(name + ".crt", issued->certificate);
        directory.write(name + ".key", issued->key);
    }
    [[nodiscard]] std::string ordered(const std::string& by) const {
        const auto done = order_command({"order",
                                         {file},
                                         {{"signer-certificate", {directory.file(by + ".crt")}},
                                          {"signer-key", {directory.file(by + ".key")}},
                                          {"out", {out}}}},
                                        now());
        return done ? *done : "no: " + done.error();
    }
    [[nodiscard]] std::string shown() const {
        const auto done = order_command({"order", {}, {{"show", {out}}}}, now());
        return done ? *done : "no: " + done.error();
    }

    fakes::FakeClock clock;
    tls::Directory directory;
    std::string path = directory.file("ca");
    std::optional<Authority> authority;
    std::string out = directory.file("12.order");
    std::string file = directory.write("o.toml", "number = 12\n[configuration]\nlog_level = \"debug\"\n");
};

TEST_F(AnOrderCommand, MakesWhatANodeWithTheRootAloneBelieves) {
    issue("signer", "kim");
    EXPECT_TRUE(ordered("kim").starts_with(out + " is signed:\nnumber         12\n")) << ordered("kim");
    const auto read =
        tls::read_signed_order(*tls::read_file(out), directory.write("ca.crt", authority->root_pem()), clock.now());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->signer, "kim");
    EXPECT_EQ(read->order.configuration, "log_level = 'debug'\n");
    EXPECT_TRUE(shown().ends_with("log_level = 'debug'\nsigner         kim, until " +
                                  tls::written(std::chrono::floor<std::chrono::seconds>(now() + days(30))) + "\n"))
        << shown();
}

TEST_F(AnOrderCommand, IsNoSignersWhomTheCaHasRevoked) {
    issue("signer", "kim");
    EXPECT_TRUE(ordered("kim").starts_with(out));
    const auto ca_file = directory.write("ca.crt", authority->root_pem());
    const auto read = tls::read_signed_order(*tls::read_file(out), ca_file, clock.now());
    ASSERT_TRUE(read);
    const log::Log log;
    EXPECT_EQ(SignerList(path + "/crl.pem", log).standing(*read, clock.now()), OrderRefusal::none);
    ASSERT_TRUE(authority->revoke("kim", "left", now()));
    SignerList list(path + "/crl.pem", log);
    EXPECT_EQ(list.standing(*read, clock.now()), OrderRefusal::revoked);
    const agent::SignerLists node(directory.file("orders"));
    EXPECT_EQ(node.standing(*read, list.der(clock.now()), clock.now()).why, OrderRefusal::revoked);
}

TEST_F(AnOrderCommand, IsNotForNodesAndPrograms) {
    issue("node", "pole-7");
    issue("collector", "collector");
    EXPECT_EQ(ordered("pole-7"),
              "no: " + directory.file("pole-7.crt") + " is not a signer's: no node would believe it");
    EXPECT_NE(ordered("collector").find("is not a signer's"), std::string::npos);
}

TEST_F(AnOrderCommand, ASignerIsNoNode) {
    issue("signer", "kim");
    const auto request = tls::make_renewal_request({"", directory.file("kim.crt"), directory.file("kim.key")});
    ASSERT_TRUE(request);
    const auto renewed = authority->renew(request->der, days(90), "", now());
    ASSERT_FALSE(renewed);
    EXPECT_EQ(word(renewed.error().reason), "wrong_usage");
    const auto all = tls::certificates_in(*tls::read_file(directory.file("kim.crt")));
    const auto root = tls::certificates_in(authority->root_pem());
    EXPECT_EQ(tls::verify_client(all[0].get(), tls::pointers(all, 1), tls::pointers(root), now()).error,
              X509_V_ERR_INVALID_PURPOSE)
        << "as the broker verifies";
    for (const char* name : {"collector", "Kim", ""}) {
        EXPECT_FALSE(authority->issue({"signer", name, {}, days(30)}, now())) << name;
    }
}

TEST_F(AnOrderCommand, SaysWhatItIsShortOf) {
    EXPECT_EQ(order_command({"order", {}, {}}, now()).error(),
              "`order` wants --show FILE.order, or FILE.toml, --signer-certificate, --signer-key and --out");
    EXPECT_EQ(shown(), "no: cannot read " + out + ": No such file or directory");
    directory.write("12.order", "hello");
    EXPECT_EQ(shown(), "no: " + out + " is no order, or not as it was signed");
    directory.write("o.toml", "number = 0\nx = 1\n");
    EXPECT_EQ(ordered("kim"),
              "no: " + file + ":1: `number` must be 1 to 9007199254740991\n" + file + ":2: unknown key `x`");
}

}  // namespace
}  // namespace magpie::collector::ca
