#include "collector/ca/page_token_command.hpp"

#include <gtest/gtest.h>

#include "platform/tls/signed_page_token.hpp"
#include "platform/tls/x509.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::collector::ca {
namespace {

using namespace std::chrono_literals;

class PageTokenCommand : public testing::Test {
  protected:
    PageTokenCommand() {
        call_.options = {{"area", {"mapo"}},
                         {"node", {"pole-1"}},
                         {"name", {"Kim"}},
                         {"signer-certificate", {directory_.write("kim.crt", kim_.certificate.get())}},
                         {"signer-key", {directory_.write("kim.key", kim_.key.get())}}};
    }
    [[nodiscard]] std::string said() const {
        const auto result = page_token_command(call_, clock_.now().wall);
        return result ? *result : "wrong: " + result.error();
    }

    fakes::FakeClock clock_;
    UtcMs today_ = clock_.now().wall;
    tls::Directory directory_;
    tls::Pair ca_ = tls::issue({"Magpie CA", today_ - 24h, today_ + 24h * 9, true, ""});
    tls::Pair kim_ = tls::issue({"kim", today_ - 24h, today_ + 24h * 9, false, "codeSigning"}, &ca_);
    std::string ca_file_ = directory_.write("ca.crt", ca_.certificate.get());
    Call call_{.command = "page-token", .places = {}, .options = {}};
};

TEST_F(PageTokenCommand, MakesATokenThatAPoleBelieves) {
    const auto text = said();
    const auto line = text.substr(0, text.find('\n'));
    const auto read = tls::read_signed_page_token(line, {}, ca_file_, clock_.now());
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->token.node, "pole-1");
    EXPECT_EQ(read->token.holder, "Kim");
    EXPECT_EQ(read->token.from, today_);
    EXPECT_EQ(read->token.until, today_ + 8h);
    EXPECT_NE(text.find("opens the page of mapo/pole-1 to Kim until 2026-01-01 08:00 UTC."), std::string::npos);
    EXPECT_NE(said().substr(0, line.size()), line) << "no two are the same";
}

TEST_F(PageTokenCommand, OfAWholeAreaIsSaidInWords) {
    call_.options.erase("node");
    EXPECT_TRUE(said().starts_with("wrong: `page-token` wants --node NODE, or --whole-area")) << said();
    call_.flags.insert("whole-area");
    EXPECT_NE(said().find("every pole of mapo"), std::string::npos);
    call_.options["node"] = {"pole-1"};
    EXPECT_TRUE(said().starts_with("wrong: ")) << "not both";
}

TEST_F(PageTokenCommand, LastsADayAtMost) {
    call_.options["hours"] = {"24"};
    EXPECT_FALSE(said().starts_with("wrong: "));
    call_.options["hours"] = {"25"};
    EXPECT_TRUE(said().starts_with("wrong: --hours must be 1 to 24")) << said();
}

TEST_F(PageTokenCommand, IsDrawnWhereItIsAskedFor) {
    const auto file = directory_.file("token.svg");
    call_.options["svg"] = {file};
    call_.flags.insert("qr");
    EXPECT_NE(said().find("\x1b[40;97m"), std::string::npos);
    EXPECT_TRUE(tls::read_file(file)->starts_with("<svg "));
}

TEST_F(PageTokenCommand, RefusesNamesThatAreNone) {
    call_.options["name"] = {""};
    EXPECT_TRUE(said().starts_with("wrong: --name"));
    call_.options["name"] = {"Kim"};
    call_.options["area"] = {"Mapo!"};
    EXPECT_TRUE(said().starts_with("wrong: `Mapo!` is no area"));
}

}  // namespace
}  // namespace magpie::collector::ca
