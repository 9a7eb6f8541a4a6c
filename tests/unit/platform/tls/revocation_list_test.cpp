#include "platform/tls/revocation_list.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <string>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::tls {
namespace {

using namespace std::chrono_literals;

class ARevocationList : public testing::Test {
  protected:
    [[nodiscard]] std::string why_not(std::string_view der) const {
        const auto read = RevocationList::read(der, ca.certificate.get());
        EXPECT_EQ(ERR_peek_error(), 0U);
        return read ? "" : read.error();
    }

    UtcMs today = fakes::FakeClock().now().wall;
    Wanted authority{"Magpie CA", today - 24h * 100, today + 24h * 100, true, ""};
    Pair ca = issue(authority);
    Pair kim = issue({"kim", today - 24h, today + 24h, false, "codeSigning"}, &ca);
    Pair lee = issue({"lee", today - 24h, today + 24h, false, "codeSigning"}, &ca);
    WantedList wanted{.number = 7, .from = today - 1h, .until = today + 24h * 7, .revoked = {kim.certificate.get()}};
};

TEST_F(ARevocationList, SaysWhomItHolds) {
    const auto list = RevocationList::read(list_of(ca, wanted), ca.certificate.get());
    ASSERT_TRUE(list) << list.error();
    EXPECT_EQ(list->number(), 7U);
    EXPECT_EQ(list->until(), std::chrono::floor<std::chrono::seconds>(today + 24h * 7));
    EXPECT_TRUE(list->holds(kim.certificate.get()));
    EXPECT_FALSE(list->holds(lee.certificate.get()));
    EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST_F(ARevocationList, OfNobodyHoldsNobody) {
    wanted.revoked.clear();
    const auto list = RevocationList::read(list_of(ca, wanted), ca.certificate.get());
    ASSERT_TRUE(list);
    EXPECT_FALSE(list->holds(kim.certificate.get()));
}

TEST_F(ARevocationList, OfAnotherAuthorityIsNone) {
    const Pair other = issue(authority);  // of the same name
    EXPECT_EQ(why_not(list_of(other, wanted)), "is not signed by who issued the signer's certificate");
    EXPECT_EQ(why_not(list_of(kim, wanted)), "is not signed by who issued the signer's certificate");
}

TEST_F(ARevocationList, IsWholeAndUntouched) {
    const auto der = list_of(ca, wanted);
    EXPECT_EQ(why_not(der), "");
    EXPECT_EQ(why_not(""), "is no CRL");
    EXPECT_EQ(why_not(der + "x"), "is no CRL");
    EXPECT_EQ(why_not(der.substr(0, der.size() - 1)), "is no CRL");
    EXPECT_EQ(why_not(std::string(longest_revocation_list + 1, 'x')), "is too large");
    for (std::size_t at = 0; at < der.size(); ++at) {
        auto tampered = der;
        tampered[at] = static_cast<char>(tampered[at] ^ 1);
        const auto read = RevocationList::read(tampered, ca.certificate.get());
        EXPECT_TRUE(!read || (read->number() == 7 && read->holds(kim.certificate.get()))) << at;
    }
}

TEST_F(ARevocationList, WithoutNumberOrEndCannotBeTheNewest) {
    wanted.number = 0;
    EXPECT_EQ(why_not(list_of(ca, wanted)), "has no number");
    wanted.number = 7;
    wanted.until = {};
    EXPECT_EQ(why_not(list_of(ca, wanted)), "has no end");
}

TEST_F(ARevocationList, OfAKindThatIsNotKnownIsNotReadOver) {
    wanted.critical = NID_delta_crl;
    EXPECT_EQ(why_not(list_of(ca, wanted)), "is of a kind that is not known here");
}

TEST_F(ARevocationList, IsFoundInAFile) {
    const auto der = list_of(ca, wanted);
    const auto crl = whole<Crl>(der, d2i_X509_CRL);
    EXPECT_EQ(revocation_list_in(pem_of(crl.get())), der);
    EXPECT_EQ(revocation_list_in(pem_of(ca.certificate.get())).error(), "holds no revocation list in PEM");
    EXPECT_EQ(revocation_list_in("").error(), "holds no revocation list in PEM");
    EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST_F(ARevocationList, IsOfAKeyAndNotOfACertificate) {
    EXPECT_EQ(key_name(ca.certificate.get()).size(), 32U);
    EXPECT_NE(key_name(ca.certificate.get()), key_name(kim.certificate.get()));
    EXPECT_NE(key_name(ca.certificate.get()), key_name(issue(authority).certificate.get()));
}

}  // namespace
}  // namespace magpie::tls
