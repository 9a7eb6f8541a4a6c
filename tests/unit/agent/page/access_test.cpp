#include "agent/page/access.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::agent::page {
namespace {

using namespace std::chrono_literals;

class PageAccess : public testing::Test {
  protected:
    /// A text that reads as a token; whose it is, `read_` says.
    std::string text_of(const PageToken& token) {
        const auto content = encode(token);
        const auto text = page_token_text({content, "signature", "certificate"});
        tokens_[text] = token;
        return text;
    }
    [[nodiscard]] PageToken token(std::uint64_t id = 1) const {
        return {.id = id, .area = "mapo", .node = "pole-1", .holder = "Kim", .from = today_, .until = today_ + 8h};
    }
    std::string judge(const std::string& text, std::uint8_t client = 1) {
        http::Request request{.method = "GET", .path = "/", .query = {}, .headers = {}};
        request.peer[15] = client;
        if (!text.empty()) {
            request.headers["authorization"] = "Bearer " + text;
        }
        const auto judged = access_.judge(request, clock_.now());
        return judged ? (*judged)->holder : std::string(judged.error().word());
    }
    void know(UtcMs not_before) {
        access_ = Access({.area = "mapo", .node = "pole-1", .not_before = not_before}, reader(), revoked());
    }
    Access::Read reader() {
        return [this](std::string_view text, const Now&) -> tl::expected<tls::SignedPageToken, tls::PageTokenRefusal> {
            ++verified_;
            const auto found = tokens_.find(std::string(text));
            if (found == tokens_.end()) {
                return tl::unexpected(tls::PageTokenRefusal::signature);
            }
            return tls::SignedPageToken{.token = found->second, .signer = "kim"};
        };
    }
    Access::Revoked revoked() {
        return [this](const tls::SignedPageToken&) { return revoked_; };
    }

    fakes::FakeClock clock_;
    UtcMs today_ = clock_.now().wall;
    std::map<std::string, PageToken> tokens_;
    unsigned verified_ = 0;
    bool revoked_ = false;
    Access access_{{.area = "mapo", .node = "pole-1"}, reader(), revoked()};
};

TEST_F(PageAccess, IsForWhoShowsAToken) {
    EXPECT_EQ(judge(""), "none");
    EXPECT_EQ(judge(text_of(token())), "Kim");
    EXPECT_EQ(access_.refused().at("none"), 1U);
}

TEST_F(PageAccess, AnotherPolesTokenOpensNothing) {
    auto other = token();
    other.node = "pole-2";
    EXPECT_EQ(judge(text_of(other)), "node");
    other.area = "jung";
    other.node.clear();
    EXPECT_EQ(judge(text_of(other)), "node");
}

TEST_F(PageAccess, OfTheWholeAreaOpensThisPoleToo) {
    auto all = token();
    all.node.clear();
    EXPECT_EQ(judge(text_of(all)), "Kim");
}

TEST_F(PageAccess, EndsWithTheTokenAndTheTolerance) {
    const auto text = text_of(token());
    EXPECT_EQ(judge(text), "Kim");
    clock_.advance(8h + Access::tolerance);
    EXPECT_EQ(judge(text), "Kim");
    clock_.advance(1s);
    EXPECT_EQ(judge(text), "expired");
}

TEST_F(PageAccess, OfTomorrowIsEarly) {
    auto tomorrow = token();
    tomorrow.from += 24h;
    tomorrow.until += 24h;
    EXPECT_EQ(judge(text_of(tomorrow)), "early");
    clock_.advance(24h);
    EXPECT_EQ(judge(text_of(tomorrow)), "Kim");
}

TEST_F(PageAccess, WithoutAClockATokenIsGoodForItsHoursFromWhenItWasFirstShown) {
    const auto text = text_of(token());
    clock_.wall_is_lost();
    EXPECT_EQ(judge(text), "Kim");
    clock_.advance(8h);
    EXPECT_EQ(judge(text), "Kim");
    clock_.advance(1s);
    EXPECT_EQ(judge(text), "expired");
    clock_.advance(1h);
    EXPECT_EQ(judge(text), "expired") << "shown again, it is no younger";
    EXPECT_EQ(judge(text.substr(0, 20) + " " + text.substr(20)), "expired") << "nor written otherwise";
}

TEST_F(PageAccess, WithoutAClockTheTwinOfASignatureIsNoNewToken) {
    clock_.wall_is_lost();
    EXPECT_EQ(judge(text_of(token())), "Kim");
    clock_.advance(8h + 1s);
    const auto twin = page_token_text({encode(token()), "another signature", "certificate"});
    tokens_[twin] = token();
    EXPECT_EQ(judge(twin), "expired");
}

TEST_F(PageAccess, WithoutAClockOneThatEndedBeforeOurCertificateBeganIsOver) {
    know(today_ + 9h);
    clock_.wall_is_lost();
    EXPECT_EQ(judge(text_of(token())), "expired");
}

TEST_F(PageAccess, OnceTheTimeIsKnownItCounts) {
    const auto text = text_of(token());
    clock_.wall_is_lost();
    EXPECT_EQ(judge(text), "Kim");
    clock_.wall_becomes_known(today_ + 24h * 30);
    EXPECT_EQ(judge(text), "expired");
}

TEST_F(PageAccess, IsTakenBackWithItsSignerWithinAMinute) {
    const auto text = text_of(token());
    EXPECT_EQ(judge(text), "Kim");
    revoked_ = true;
    clock_.advance(Access::believed);
    EXPECT_EQ(judge(text), "revoked");
    EXPECT_EQ(judge(text), "revoked");
}

TEST_F(PageAccess, AKnownTokenIsNotVerifiedEachTime) {
    const auto text = text_of(token());
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(judge(text), "Kim");
    }
    EXPECT_EQ(verified_, 1U);
}

TEST_F(PageAccess, WhoGuessesIsSoonNotLookedAtAnyMore) {
    const auto wrong = page_token_text({encode(token()), "forged", "certificate"});
    for (unsigned i = 0; i < WrongTokens::most_of_one; ++i) {
        EXPECT_EQ(judge(wrong), "signature");
    }
    EXPECT_EQ(judge(wrong), "too_many");
    EXPECT_EQ(verified_, WrongTokens::most_of_one);
    EXPECT_EQ(judge(text_of(token()), 2), "Kim") << "from elsewhere one is";
    clock_.advance(WrongTokens::window);
    EXPECT_EQ(judge(wrong), "signature");
}

TEST_F(PageAccess, NobodyShutsOutWhoIsIn) {
    const auto text = text_of(token());
    EXPECT_EQ(judge(text), "Kim");
    for (std::uint8_t client = 2; client < 40; ++client) {
        (void)judge("MAGPIE1-AAAA", client);
    }
    EXPECT_EQ(judge("MAGPIE1-AAAA", 50), "too_many");
    EXPECT_EQ(judge(text), "Kim");
}

TEST_F(PageAccess, RemembersNoMoreTokensThanItHasPlaces) {
    for (std::uint64_t id = 1; id <= 100; ++id) {
        EXPECT_EQ(judge(text_of(token(id))), "Kim");
    }
    EXPECT_EQ(judge(text_of(token(1))), "Kim") << "one that was forgotten is verified again";
    EXPECT_EQ(verified_, 101U);
}

}  // namespace
}  // namespace magpie::agent::page
