"""Words of which the titles of a made-up province are put together."""

BODIES = (
    ("Ủy ban nhân dân tỉnh Thử Nghiệm", "UBND tỉnh", "state"),
    ("Ban Thường trực Ủy ban MTTQ Việt Nam tỉnh Thử Nghiệm", "MTTQ tỉnh", "front"),
)
DEPARTMENTS = (
    "Sở Nội vụ",
    "Sở Tư pháp",
    "Sở Tài chính",
    "Sở Công Thương",
    "Sở Xây dựng",
    "Sở Nông nghiệp và Môi trường",
    "Sở Khoa học và Công nghệ",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Giáo dục và Đào tạo",
    "Sở Y tế",
    "Sở Dân tộc và Tôn giáo",
    "Thanh tra tỉnh",
    "Văn phòng Ủy ban nhân dân tỉnh",
    "Công an tỉnh",
    "Bộ Chỉ huy Quân sự tỉnh",
    "Tòa án nhân dân tỉnh",
    "Viện Kiểm sát nhân dân tỉnh",
    "Cục Thuế tỉnh",
    "Bảo hiểm xã hội tỉnh",
    "Thường trực Hội đồng nhân dân tỉnh",
    "Hội Liên hiệp Phụ nữ tỉnh",
    "Hội Nông dân tỉnh",
    "Hội Cựu chiến binh tỉnh",
    "Đoàn Thanh niên Cộng sản Hồ Chí Minh tỉnh",
    "Liên đoàn Lao động tỉnh",
    "Liên minh Hợp tác xã tỉnh",
    "Hội Chữ thập đỏ tỉnh",
    "Hội Người cao tuổi tỉnh",
)
FIRST = (
    "Bình Hòa Phú An Tân Vĩnh Long Thạnh Mỹ Nậm Đông Xuân Quảng Lộc Yên Hưng".split()
)
SECOND = (
    "Sơn Thủy Lâm Hải Đức Khánh Thịnh Cường Giang Phong Lạc Nghĩa Điền Trạch".split()
)

AREAS = (
    "Tuyên truyền, vận động Nhân dân",
    "Xây dựng khối đại đoàn kết toàn dân tộc",
    "Giám sát và phản biện xã hội",
    "An sinh xã hội, giảm nghèo bền vững",
    "Xây dựng nông thôn mới, đô thị văn minh",
    "Bảo vệ môi trường, ứng phó biến đổi khí hậu",
    "Phòng, chống tham nhũng, lãng phí, tiêu cực",
    "Tiếp công dân, giải quyết khiếu nại, tố cáo",
    "Xây dựng Đảng, xây dựng chính quyền",
    "Công tác dân tộc, tôn giáo",
    "Quốc phòng, an ninh, trật tự an toàn xã hội",
    "Cải cách hành chính, chuyển đổi số",
)
ACTIONS = (
    "Phối hợp tuyên truyền, vận động Nhân dân thực hiện",
    "Tổ chức giám sát việc thực hiện",
    "Tổ chức hội nghị phản biện xã hội đối với dự thảo nghị quyết về",
    "Kiểm tra công tác lãnh đạo, chỉ đạo",
    "Tổ chức hội nghị đối thoại giữa người đứng đầu chính quyền với Nhân dân về",
    "Sơ kết, đánh giá kết quả thực hiện",
    "Xây dựng kế hoạch, hướng dẫn triển khai",
    "Tập huấn, bồi dưỡng nghiệp vụ cho cán bộ làm công tác",
    "Nắm tình hình, tổng hợp ý kiến, kiến nghị của cử tri về",
    "Phát động phong trào thi đua",
    "Vận động nguồn lực hỗ trợ",
    "Nhân rộng mô hình tiêu biểu trong",
)
OBJECTS = (
    "Cuộc vận động “Toàn dân đoàn kết xây dựng nông thôn mới, đô thị văn minh”",
    "chương trình mục tiêu quốc gia giảm nghèo bền vững",
    "xóa nhà tạm, nhà dột nát cho hộ nghèo, hộ cận nghèo",
    "Quỹ “Vì người nghèo” và công tác an sinh xã hội",
    "phân loại rác thải sinh hoạt tại hộ gia đình",
    "chuyển đổi số, cài đặt định danh điện tử mức độ 2",
    "quy chế dân chủ ở cơ sở",
    "phòng, chống tác hại của ma túy trong thanh thiếu niên",
    "bảo đảm trật tự an toàn giao thông",
    "Ngày hội Đại đoàn kết toàn dân tộc ở khu dân cư",
    "bồi thường, hỗ trợ, tái định cư các dự án trọng điểm",
    "khám sức khỏe định kỳ, lập hồ sơ sức khỏe điện tử cho người dân",
    "cải tạo, chỉnh trang tuyến đường hoa, tuyến đường cờ Tổ quốc",
    "người Việt Nam ưu tiên dùng hàng Việt Nam",
    "tiếp nhận, xử lý phản ánh, kiến nghị trên cổng dịch vụ công",
    "phổ biến, giáo dục pháp luật và hòa giải ở cơ sở",
)
AUDIENCES = (
    "trên địa bàn {place}",
    "tại các khu dân cư thuộc {place}",
    "đối với đồng bào dân tộc thiểu số, đồng bào có đạo ở {place}",
    "cho đoàn viên, hội viên và Nhân dân {place}",
    "trong học sinh, sinh viên, công nhân lao động ở {place}",
)
# Once in a thousand of titles: what a person looks for by its own words.
RARE = "Sửa chữa cầu treo dân sinh Nậm Khoai bị lũ cuốn tại {place}"
RARE_EVERY = 1009

SECTIONS = (
    "Công tác tuyên truyền",
    "Giám sát, phản biện xã hội",
    "Phong trào thi đua",
    "Xây dựng Đảng, chính quyền",
)
PRODUCTS = ("Báo cáo kết quả", "Kế hoạch", "Thông báo kết luận", "Biên bản", "")
SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương".split()
MIDDLES = ("Văn", "Thị", "Đức", "Minh", "Thị Thanh", "Hữu", "Ngọc", "Quang")
GIVEN = "An Bình Cường Dũng Đông Giang Hà Hải Hạnh Hùng Khánh Lan Linh Long Mai".split()
