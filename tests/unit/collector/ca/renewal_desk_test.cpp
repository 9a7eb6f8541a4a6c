#include "collector/ca/renewal_desk.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "platform/tls/renewal_request.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::collector::ca {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

class ADesk : public testing::Test {
  protected:
    [[nodiscard]] Authority made() const {
        const auto created = Authority::create(directory.file("ca"), "Mapo", clock.now().wall);
        EXPECT_TRUE(created);
        return std::move(*Authority::open(directory.file("ca")));
    }
    std::string request_of(const std::string& name) {
        const auto issued = *authority.issue({"node", name, {}, days(90)}, clock.now().wall);
        const mqtt::TlsFiles files{directory.write("ca.crt", authority.root_pem()),
                                   directory.write(name + ".crt", issued.certificate),
                                   directory.write(name + ".key", issued.key)};
        return tls::make_renewal_request(files)->der;
    }
    auto ask(std::string_view topic, std::string_view request) { return desk.answer(topic, request, clock.now()); }

    fakes::FakeClock clock;
    tls::Directory directory;
    Authority authority = made();
    RenewalDesk desk{authority, days(60)};
};

TEST_F(ADesk, AnswersWhoAsks) {
    const auto answer = ask("magpie/v1/renew/pole-7", request_of("pole-7"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->topic, "magpie/v1/renewed/pole-7");
    EXPECT_EQ(answer->outcome, "renewed");
    EXPECT_EQ(answer->sentence, "until 2026-03-02 00:00 UTC");
    EXPECT_TRUE(answer->payload.starts_with("-----BEGIN CERTIFICATE-----"));
}

TEST_F(ADesk, SaysWhyNot) {
    const auto answer = ask("magpie/v1/renew/pole-8", request_of("pole-7"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->topic, "magpie/v1/renewed/pole-8") << "who asked hears it, nobody else";
    EXPECT_EQ(answer->payload, "refused other_topic `pole-8` asks for a certificate of `pole-7`");
    EXPECT_EQ(ask("magpie/v1/renew/pole-9", "hello")->outcome, "format");
}

TEST_F(ADesk, AnswersANodeOnceAMinute) {
    const auto request = request_of("pole-7");
    EXPECT_EQ(ask("magpie/v1/renew/pole-7", "hello")->outcome, "format");
    clock.advance(59s);
    EXPECT_EQ(ask("magpie/v1/renew/pole-7", request)->outcome, "too_soon");
    EXPECT_EQ(ask("magpie/v1/renew/pole-7", request)->payload, "");
    EXPECT_EQ(ask("magpie/v1/renew/pole-8", request_of("pole-8"))->outcome, "renewed") << "others do not wait for it";
    clock.advance(1s);
    EXPECT_EQ(ask("magpie/v1/renew/pole-7", request)->outcome, "renewed");
}

TEST_F(ADesk, LooksAtNoOtherTopic) {
    for (const char* topic : {"", "magpie/v1/renew/", "magpie/v1/renew", "magpie/v1/renew/a/b", "magpie/v1/renew/A",
                              "magpie/v1/renewed/pole-7", "spBv1.0/mapo/NDATA/pole-7"}) {
        EXPECT_FALSE(ask(topic, "hello")) << topic;
    }
}

}  // namespace
}  // namespace magpie::collector::ca
