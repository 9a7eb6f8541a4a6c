#include "agent/orders/signer_lists.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "platform/tls/revocation_list.hpp"
#include "platform/tls/x509.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;

class SignerListsTest : public testing::Test {
  protected:
    [[nodiscard]] tls::Pair signer(const tls::Pair& by) const {
        return tls::issue({"kim", today_ - 24h, today_ + 24h, false, "codeSigning"}, &by);
    }
    [[nodiscard]] std::string list(std::int64_t number, std::vector<const X509*> revoked = {}) const {
        return tls::list_of(ca_,
                            {.number = number, .from = today_ - 1h, .until = today_ + 24h * 7, .revoked = revoked});
    }
    [[nodiscard]] SignerLists::Standing standing(const tls::Pair& signer, const tls::Pair& ca,
                                                 std::string_view brought) const {
        tls::SignedOrder order{.order = {}, .signer = "kim"};
        order.certificate = tls::Certificate(X509_dup(signer.certificate.get()));
        order.issuer = tls::Certificate(X509_dup(ca.certificate.get()));
        return SignerLists(path_).standing(order, brought, clock_.now());
    }
    [[nodiscard]] OrderRefusal why(std::string_view brought = {}) const { return standing(kim_, ca_, brought).why; }
    [[nodiscard]] std::string kept_file() const { return path_ + "/" + tls::key_name(ca_.certificate.get()) + ".crl"; }

    fakes::FakeClock clock_;
    UtcMs today_ = clock_.now().wall;
    tls::Pair ca_ = tls::issue({"Magpie CA", today_ - 24h * 100, today_ + 24h * 100, true, ""});
    tls::Pair kim_ = signer(ca_);
    tls::Directory directory_;
    std::string path_ = directory_.file("state/orders");
};

TEST_F(SignerListsTest, WithoutAListTheCertificateIsBelieved) {
    EXPECT_EQ(why(), OrderRefusal::none);
    EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(SignerListsTest, WhoIsOnTheListThatComesAlongMayNot) {
    const auto said = standing(kim_, ca_, list(3, {kim_.certificate.get()}));
    EXPECT_EQ(said.why, OrderRefusal::revoked);
    EXPECT_EQ(said.problem, "revocation list 3 has the signer");
    EXPECT_EQ(standing(signer(ca_), ca_, {}).why, OrderRefusal::none) << "who is not, may";
}

TEST_F(SignerListsTest, TheNewestIsKeptAndNoOlderOneBelievedAgain) {
    EXPECT_EQ(why(list(2)), OrderRefusal::none);
    EXPECT_EQ(why(list(3, {kim_.certificate.get()})), OrderRefusal::revoked);
    EXPECT_EQ(why(list(2)), OrderRefusal::revoked) << "an old one, played again";
    EXPECT_EQ(why(), OrderRefusal::revoked) << "left out";
    EXPECT_EQ(why(list(4)), OrderRefusal::none) << "the CA has the last word";
}

TEST_F(SignerListsTest, AForgedOneIsNoListAndSpoilsNothing) {
    EXPECT_EQ(why(list(3, {kim_.certificate.get()})), OrderRefusal::revoked);
    const auto other = tls::issue({"Magpie CA", today_ - 24h, today_ + 24h, true, ""});
    const auto forged = tls::list_of(other, {.number = 9, .from = today_ - 1h, .until = today_ + 24h});
    const auto said = standing(kim_, ca_, forged);
    EXPECT_EQ(said.why, OrderRefusal::revocations);
    EXPECT_EQ(said.problem, "the revocation list beside it is not signed by who issued the signer's certificate");
    EXPECT_EQ(why(), OrderRefusal::revoked);
}

TEST_F(SignerListsTest, AnOldOneIsNotEnoughForWhoKnowsTheTime) {
    EXPECT_EQ(why(list(3)), OrderRefusal::none);
    clock_.advance(24h * 7 + 1s);  // off for a week
    EXPECT_EQ(why(), OrderRefusal::revocations);
    EXPECT_EQ(why(list(3)), OrderRefusal::revocations);
    const auto fresh = tls::list_of(ca_, {.number = 4, .from = today_ + 24h * 6, .until = today_ + 24h * 13});
    EXPECT_EQ(why(fresh), OrderRefusal::none) << "the next order brings the next list";
}

TEST_F(SignerListsTest, WithoutAClockAnOldOneStillSaysWhoIsOnIt) {
    EXPECT_EQ(why(list(3)), OrderRefusal::none);
    clock_.advance(24h * 30);
    clock_.wall_is_lost();
    EXPECT_EQ(why(), OrderRefusal::none);
    EXPECT_EQ(why(list(4, {kim_.certificate.get()})), OrderRefusal::revoked);
}

TEST_F(SignerListsTest, EachIssuerHasAListOfItsOwn) {
    EXPECT_EQ(why(list(3, {kim_.certificate.get()})), OrderRefusal::revoked);
    const auto next = tls::issue({"Magpie CA of another year", today_ - 24h, today_ + 24h * 100, true, ""});
    const auto lee = signer(next);
    EXPECT_EQ(standing(lee, next, tls::list_of(next, {.number = 9, .from = today_, .until = today_ + 24h})).why,
              OrderRefusal::none);
    EXPECT_EQ(why(), OrderRefusal::revoked) << "the other one's list is still there";
}

TEST_F(SignerListsTest, OneThatIsDamagedIsNotForgotten) {
    EXPECT_EQ(why(list(3)), OrderRefusal::none);
    std::ofstream(kept_file(), std::ios::trunc) << "x";
    EXPECT_EQ(why(), OrderRefusal::revocations);
    EXPECT_EQ(why(list(3)), OrderRefusal::none) << "and heals with the next";
    EXPECT_EQ(why(), OrderRefusal::none);
}

TEST_F(SignerListsTest, WhatCannotBeKeptIsNotBelieved) {
    directory_.write("state", "a file where a directory is to be");
    EXPECT_EQ(why(list(3)), OrderRefusal::not_kept);
}

}  // namespace
}  // namespace magpie::agent
