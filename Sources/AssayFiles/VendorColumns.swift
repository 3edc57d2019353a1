/// The headers under which each format writes its columns, folded (`ColumnHeader.folded`).
///
/// Data, one table a format: the same word means different things in different software
/// (TraceFinder's `RT` is the expected time, Shimadzu's `Type` is not the sample type).
enum VendorColumns {
    static let canonical: [String: AssayColumn] = [
        "sampleid": .sampleText, "sample": .sampleText, "样本编号": .sampleText, "样品编号": .sampleText, "样品号": .sampleText, "样本号": .sampleText,
        "analyte": .compound, "compound": .compound, "被测物": .compound, "目标物": .compound, "分析物": .compound, "化合物": .compound, "检测项目": .compound,
        "result": .concentration, "concentration": .concentration, "结果": .concentration, "检测结果": .concentration, "浓度": .concentration,
        "unit": .unit, "units": .unit, "单位": .unit,
        "qualifier": .qualifier, "限定符": .qualifier, "结果标识": .qualifier, "定性": .qualifier,
        "lod": .limitOfDetection, "检出限": .limitOfDetection, "loq": .limitOfQuantification, "定量限": .limitOfQuantification,
        "定量下限": .limitOfQuantification, "uloq": .upperLimit, "定量上限": .upperLimit, "batch": .batch, "批次": .batch, "批号": .batch,
        "injection": .injection, "进样": .injection, "进样名称": .injection, "injectionname": .injection, "sampletype": .sampleType,
        "样品类型": .sampleType, "样本类型": .sampleType, "analysedat": .acquiredAt, "analyzedat": .acquiredAt, "分析时间": .acquiredAt, "检测时间": .acquiredAt,
        "istdrecoverypct": .internalStandardRecovery, "istdrecovery": .internalStandardRecovery, "内标回收率": .internalStandardRecovery,
        "内标回收率%": .internalStandardRecovery, "ionratio": .ionRatio, "离子比": .ionRatio, "ionratioexpected": .ionRatioExpected,
        "离子比期望": .ionRatioExpected, "离子比参考": .ionRatioExpected, "rtmin": .retentionTime, "rt": .retentionTime, "保留时间": .retentionTime,
        "rtexpectedmin": .retentionTimeExpected, "期望保留时间": .retentionTimeExpected, "参考保留时间": .retentionTimeExpected,
        "dilution": .dilution, "稀释倍数": .dilution, "稀释": .dilution, "expected": .expected, "期望值": .expected, "理论值": .expected,
        "理论浓度": .expected, "calibrationr2": .calibrationR2, "校准r2": .calibrationR2, "相关系数平方": .calibrationR2,
    ]

    static let sciexLong: [String: AssayColumn] = [
        "samplename": .injection, "样品名称": .injection, "样本名称": .injection, "originalfilename": .dataFile, "filename": .dataFile,
        "datafile": .dataFile, "sampleid": .sampleText, "样品编号": .sampleText, "sampletype": .sampleType, "样品类型": .sampleType,
        "componentname": .compound, "组分名称": .compound, "componenttype": .compoundType, "is": .compoundType, "isname": .internalStandard,
        "calculatedconcentration": .concentration, "calculatedconc": .concentration, "calcconc": .concentration, "计算浓度": .concentration,
        "concunits": .unit, "concentrationunits": .unit, "concunit": .unit, "concentrationunit": .unit, "units": .unit, "unit": .unit,
        "componentunits": .unit, "浓度单位": .unit,
        "area": .area, "peakarea": .area, "峰面积": .area, "isarea": .internalStandardArea, "ispeakarea": .internalStandardArea,
        "ionratio": .ionRatio, "actualionratio": .ionRatio, "expectedionratio": .ionRatioExpected, "retentiontime": .retentionTime, "rt": .retentionTime,
        "保留时间": .retentionTime, "expectedrt": .retentionTimeExpected, "expectedretentiontime": .retentionTimeExpected,
        "actualconcentration": .expected, "actualconc": .expected, "accuracy": .accuracy, "signal/noise": .signalToNoise, "s/n": .signalToNoise,
        "signaltonoise": .signalToNoise, "concentrationlevel": .level, "dilutionfactor": .dilution, "稀释因子": .dilution,
        "acquisitiondate": .acquiredAt, "acquisitiondate&time": .acquiredAt, "acquisitiondateandtime": .acquiredAt, "acquisitiondatetime": .acquiredAt,
        "acquisitiontime": .acquiredTime, "采集日期": .acquiredAt, "used": .used, "userecord": .used, "excluded": .excluded, "modified": .manual,
        "manualintegration": .manual, "batchname": .batch, "batch": .batch, "isrecovery": .internalStandardRecovery,
        "calibrationr2": .calibrationR2, "r2": .calibrationR2,
    ]

    static let sciexAnalyst: [String: AssayColumn] = [
        "samplename": .injection, "sampleid": .sampleText, "sampletype": .sampleType, "filename": .dataFile, "originalfilename": .dataFile,
        "acquisitiondate": .acquiredAt, "acquisitiondate&time": .acquiredAt, "dilutionfactor": .dilution, "analytepeakname": .compound,
        "analyteunits": .unit, "analytepeakarea": .area, "analyteconcentration": .expected, "analyteretentiontime": .retentionTime,
        "analyteexpectedrt": .retentionTimeExpected, "analytesignaltonoise": .signalToNoise, "ispeakname": .internalStandard,
        "ispeakarea": .internalStandardArea, "calculatedconcentration": .concentration, "accuracy": .accuracy, "recordmodified": .manual,
        "userecord": .used, "ionratio": .ionRatio, "setnumber": .batch,
    ]

    static let massHunterSample: [String: AssayColumn] = [
        "name": .injection, "samplename": .injection, "样品名称": .injection, "名称": .injection, "样品名": .injection, "datafile": .dataFile,
        "数据文件": .dataFile, "datendatei": .dataFile, "type": .sampleType, "类型": .sampleType, "样品类型": .sampleType, "typ": .sampleType,
        "level": .level, "级别": .level, "acqdatetime": .acquiredAt, "acqdate": .acquiredAt, "acquisitiondatetime": .acquiredAt,
        "采集日期时间": .acquiredAt, "采集时间": .acquiredAt, "dil": .dilution, "dilution": .dilution, "稀释": .dilution, "稀释倍数": .dilution,
        "sampleid": .sampleText, "batch": .batch,
    ]

    static let massHunterCompound: [String: AssayColumn] = [
        "name": .compound, "compound": .compound, "compoundname": .compound, "名称": .compound, "化合物": .compound, "rt": .retentionTimeExpected,
        "type": .compoundType, "istdcompoundname": .internalStandard,
    ]

    /// Columns of a compound's group.
    static let massHunterResult: [String: AssayColumn] = [
        "finalconc": .concentration, "finalconcentration": .concentration, "最终浓度": .concentration, "endkonz": .concentration,
        "calcconc": .undilutedConcentration, "calculatedconc": .undilutedConcentration, "计算浓度": .undilutedConcentration,
        "berkonz": .undilutedConcentration, "rt": .retentionTime, "保留时间": .retentionTime, "area": .area, "resp": .area, "response": .area,
        "响应": .area, "面积": .area, "fläche": .area, "expconc": .expected, "expectedconc": .expected, "期望浓度": .expected, "预期浓度": .expected,
        "accuracy": .accuracy, "准确度": .accuracy, "mi": .manual, "s/n": .signalToNoise, "istdresp": .internalStandardArea,
        "istdarea": .internalStandardArea, "units": .unit, "unit": .unit, "concunits": .unit, "单位": .unit, "ratio": .ionRatio,
    ]

    /// Columns of a qualifier's group, which belongs to the compound before it.
    static let massHunterQualifier: [String: AssayColumn] = ["ratio": .ionRatio, "expratio": .ionRatioExpected, "expectedratio": .ionRatioExpected, "relresp": .ionRatioExpected]

    /// Columns of a compound's method group.
    static let massHunterMethod: [String: AssayColumn] = [
        "rt": .retentionTimeExpected, "expconc": .expected, "units": .unit, "concunits": .unit, "istdcompoundname": .internalStandard,
    ]

    static let targetLynx: [String: AssayColumn] = [
        "name": .injection, "samplename": .injection, "filename": .injection, "id": .sampleText, "sampleid": .sampleText, "sampletext": .status,
        "type": .sampleType, "sampletype": .sampleType, "rt": .retentionTime, "predrt": .retentionTimeExpected, "predictedrt": .retentionTimeExpected,
        "area": .area, "isarea": .internalStandardArea, "conc": .concentration, "concentration": .concentration, "实际浓度": .concentration,
        "浓度": .concentration, "测定浓度": .concentration, "analconc": .concentration, "stdconc": .expected, "理论浓度": .expected, "标准浓度": .expected,
        "acqdate": .acquiredDate, "acqtime": .acquiredTime, "detectionflags": .manual, "s/n": .signalToNoise, "%rec": .internalStandardRecovery,
        "dilutionfactor": .dilution, "ionratio": .ionRatio, "actualionratio": .ionRatio, "1ratioactual": .ionRatio, "1ratiopred": .ionRatioExpected,
        "1°ratioactual": .ionRatio, "1ºratioactual": .ionRatio, "1°ratiopred": .ionRatioExpected, "predionratio": .ionRatioExpected,
        "%dev": .status, "pgul": .concentration, "ngml": .concentration, "ngl": .concentration, "pgml": .concentration, "ugl": .concentration,
        "pg/ul": .concentration, "ng/ml": .concentration, "ng/l": .concentration, "pg/ml": .concentration, "ug/l": .concentration, "µg/l": .concentration,
        "μg/l": .concentration, "pg/µl": .concentration, "unit": .unit, "units": .unit, "concunits": .unit, "compoundname": .compound, "compound": .compound,
        "accuracy": .accuracy, "回收率": .accuracy,
    ]

    static let traceFinder: [String: AssayColumn] = [
        "compound": .compound, "compoundname": .compound, "rt": .retentionTimeExpected, "expectedrt": .retentionTimeExpected, "type": .compoundType,
        "compoundtype": .compoundType, "filename": .injection, "status": .status, "peaklabel": .peakLabel, "sampletype": .sampleType, "level": .level,
        "sampleid": .sampleText, "samplename": .sampleText, "area": .area, "actualrt": .retentionTime, "calculatedamt": .concentration,
        "calculatedamount": .concentration, "calcamt": .concentration, "theoreticalamt": .expected, "theoreticalamount": .expected,
        "istdresponse": .internalStandardArea, "integrationmode": .manual, "active": .active, "excluded": .excluded, "finalunits": .unit,
        "units": .unit, "s/n": .signalToNoise, "ionratio": .ionRatio, "dilutionfactor": .dilution, "acquisitiondate": .acquiredAt,
        "acqdate": .acquiredAt, "injectiontime": .acquiredAt, "batch": .batch, "batchname": .batch,
    ]

    static let labSolutions: [String: AssayColumn] = [
        "name": .compound, "type": .compoundType, "rettime": .retentionTime, "area": .area, "conc": .concentration, "mode": .manual,
        "stdrettime": .retentionTimeExpected, "refionsetratio": .ionRatioExpected, "refionratio": .ionRatio, "refion1setratio": .ionRatioExpected,
        "refion1ratio": .ionRatio, "s/n": .signalToNoise, "unit": .unit, "units": .unit, "rt": .retentionTime, "istdarea": .internalStandardArea,
    ]

    static let skyline: [String: AssayColumn] = [
        "molecule": .compound, "moleculename": .compound, "peptide": .compound, "peptidemodifiedsequence": .compound, "precursorname": .compound,
        "replicate": .injection, "replicatename": .injection, "filename": .dataFile, "sampletype": .sampleType, "quantification": .concentration,
        "calculatedconcentration": .concentration, "explicitanalyteconcentration": .expected, "analyteconcentration": .expected, "totalarea": .area,
        "totalareams1": .status, "area": .area, "normalizedarea": .status, "excludefromcalibration": .excluded, "accuracy": .accuracy,
        "retentiontime": .retentionTime, "bestretentiontime": .retentionTime, "peptideretentiontime": .retentionTime,
        "moleculeretentiontime": .retentionTime, "explicitretentiontime": .retentionTimeExpected, "acquiredtime": .acquiredAt,
        "standardtype": .compoundType, "batchname": .batch, "sampledilutionfactor": .dilution, "concentrationunits": .unit, "units": .unit,
    ]

    /// Columns of a wide table that are no analytes.
    static let wideTable: [String: AssayColumn] = [
        "sampleid": .sampleText, "sample": .sampleText, "samplename": .sampleText, "sampleno": .sampleText, "样本编号": .sampleText, "样品编号": .sampleText,
        "样品名称": .sampleText, "样品号": .sampleText, "样本号": .sampleText, "编号": .sampleText, "name": .sampleText, "injection": .injection,
        "进样名称": .injection, "filename": .dataFile, "datafile": .dataFile, "sampletype": .sampleType, "type": .sampleType, "样品类型": .sampleType,
        "样本类型": .sampleType, "batch": .batch, "批次": .batch, "批号": .batch, "unit": .unit, "units": .unit, "单位": .unit, "分析时间": .acquiredAt,
        "检测时间": .acquiredAt, "analysedat": .acquiredAt, "dilution": .dilution, "稀释倍数": .dilution,
    ]
}
