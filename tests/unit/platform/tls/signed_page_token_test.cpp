#include "platform/tls/signed_page_token.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::tls {
namespace {

using namespace std::chrono_literals;

class ASignedPageToken : public testing::Test {
  protected:
    [[nodiscard]] std::string made_by(const Pair& signer) const {
        const auto certificate = directory_.write("signer.crt", pem_of(signer.certificate.get()));
        const auto text = make_signed_page_token(token_, certificate, directory_.write("signer.key", signer.key.get()));
        return text ? *text : text.error();
    }
    [[nodiscard]] PageTokenRefusal refusal(std::string_view text, const std::vector<X509*>& between = {}) const {
        const auto read = read_signed_page_token(text, between, ca_file_, clock_.now());
        EXPECT_EQ(ERR_peek_error(), 0U);
        return read ? PageTokenRefusal::none : read.error();
    }

    fakes::FakeClock clock_;
    UtcMs today_ = clock_.now().wall;
    Directory directory_;
    Pair ca_ = issue({"Magpie CA", today_ - 24h * 100, today_ + 24h * 100, true, ""});
    std::string ca_file_ = directory_.write("ca.crt", ca_.certificate.get());
    Wanted signer_{"kim", today_ - 24h, today_ + 24h, false, "codeSigning"};
    PageToken token_{.id = 7, .area = "mapo", .node = "pole-1", .holder = "Kim", .from = today_, .until = today_ + 8h};
};

TEST_F(ASignedPageToken, IsReadBackWithWhoSignedIt) {
    const auto read = read_signed_page_token(made_by(issue(signer_, &ca_)), {}, ca_file_, clock_.now());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->token, token_);
    EXPECT_EQ(read->signer, "kim");
    EXPECT_TRUE(read->issuer);
}

TEST_F(ASignedPageToken, IsBelievedByANodeThatHasTheIssuerInItsOwnChain) {
    const Pair issuing = issue({"issuing", today_ - 24h, today_ + 24h * 50, true, ""}, &ca_);
    const auto text = made_by(issue(signer_, &issuing));
    EXPECT_EQ(refusal(text), PageTokenRefusal::signature) << "nobody knows who issued it";
    EXPECT_EQ(refusal(text, {issuing.certificate.get()}), PageTokenRefusal::none);
}

TEST_F(ASignedPageToken, OfAnotherCaIsRefused) {
    const Pair other = issue({"Magpie CA", today_ - 24h * 100, today_ + 24h * 100, true, ""});
    const auto text = made_by(issue(signer_, &other));
    EXPECT_EQ(refusal(text), PageTokenRefusal::signature);
    EXPECT_EQ(refusal(text, {other.certificate.get()}), PageTokenRefusal::signature)
        << "what stands between is no root";
}

TEST_F(ASignedPageToken, IsNotMadeByWhoIsNoSigner) {
    EXPECT_NE(
        made_by(issue({"pole-9", today_ - 24h, today_ + 24h, false, "clientAuth"}, &ca_)).find("is not a signer's"),
        std::string::npos);
}

TEST_F(ASignedPageToken, DoesNotOutliveItsSigner) {
    signer_.not_after = today_ + 4h;
    EXPECT_NE(made_by(issue(signer_, &ca_)).find("would outlive it"), std::string::npos);
}

TEST_F(ASignedPageToken, WithTheCertificateOfANodeIsRefused) {
    // A node holds a key of the city's, too, and must not open other poles with it.
    const auto good = read_page_token_text(made_by(issue(signer_, &ca_)));
    ASSERT_TRUE(good);
    const Pair node = issue({"pole-9", today_ - 24h, today_ + 24h, false, "clientAuth"}, &ca_);
    const auto text = page_token_text({good->content, good->signature, der_of(node.certificate.get(), i2d_X509)});
    EXPECT_EQ(refusal(text), PageTokenRefusal::signature);
}

TEST_F(ASignedPageToken, ThatSaysSomethingElseThanWasSignedIsRefused) {
    auto carried = *read_page_token_text(made_by(issue(signer_, &ca_)));
    token_.node = "pole-2";
    carried.content = encode(token_);
    EXPECT_EQ(refusal(page_token_text(carried)), PageTokenRefusal::signature);
}

TEST_F(ASignedPageToken, OfASignerWhoseTimeIsOverIsRefusedByWhoKnowsTheTime) {
    const auto text = made_by(issue(signer_, &ca_));
    clock_.advance(25h);
    EXPECT_EQ(refusal(text), PageTokenRefusal::signature);
    clock_.wall_is_lost();
    EXPECT_EQ(refusal(text), PageTokenRefusal::none);
}

TEST_F(ASignedPageToken, TextThatIsNoneIsRefused) {
    EXPECT_EQ(refusal(""), PageTokenRefusal::format);
    EXPECT_EQ(refusal("MAGPIE1-AAAA"), PageTokenRefusal::format);
    const auto carried = *read_page_token_text(made_by(issue(signer_, &ca_)));
    EXPECT_EQ(refusal(page_token_text({carried.content, carried.signature, carried.certificate + "x"})),
              PageTokenRefusal::format);
}

TEST_F(ASignedPageToken, FitsAQrCodeThatAPhoneReads) {
    // Version 22 of ISO/IEC 18004 at level M holds 1,101 of these: 105 modules, 5 cm on paper.
    EXPECT_LE(made_by(issue(signer_, &ca_)).size(), 1101U);
}

}  // namespace
}  // namespace magpie::tls
